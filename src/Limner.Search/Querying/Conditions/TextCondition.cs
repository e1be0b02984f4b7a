using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;

namespace Limner.Search.Querying.Conditions;

/// <summary>An expression of the full-text index finds it, by what the searcher may know of it.</summary>
internal sealed record TextCondition(string Match) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var hits = SearchHitRow.Matching(db, Match, searcher);
        return image => hits.Contains(image.Id);
    }
}

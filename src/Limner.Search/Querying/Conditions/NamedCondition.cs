using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>It is one of these.</summary>
internal sealed record NamedCondition(IReadOnlyCollection<long> ImageIds) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var ids = ImageIds;
        return image => EF.Parameter(ids).Contains(image.Id);
    }
}

using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;

namespace Limner.Search.Querying.Conditions;

/// <summary>
/// What may be asked of an image, by a filter of a list or by a field of the query language alike. A condition is part of the one query; it never
/// reaches beyond what the searcher sees.
/// </summary>
internal abstract record ImageCondition
{
    public abstract Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher);
}

using System.Linq.Expressions;
using Limner.Library;
using Limner.Search.Map;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>It was taken in any of these countries and cities.</summary>
internal sealed record PlaceCondition(IReadOnlyList<PlaceFilter> Places) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var taken = Places.Select(place => place.Apply(db.Set<ImageLocationRow>()).Select(location => location.ImageId)).Aggregate((all, more) => all.Concat(more));
        return image => taken.Contains(image.Id);
    }
}

/// <summary>It was taken in a part of the world.</summary>
internal sealed record BoxCondition(GeoBox Box) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var taken = db.Set<ImageLocationRow>().Within(Box).Select(location => location.ImageId);
        return image => taken.Contains(image.Id);
    }
}

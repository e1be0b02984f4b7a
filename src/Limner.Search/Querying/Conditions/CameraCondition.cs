using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>It was taken by a camera.</summary>
/// <param name="Models">Names without regard to case; any of them.</param>
/// <param name="Begins">Whether the beginning of a model is enough.</param>
internal sealed record CameraCondition(IReadOnlyList<string> Models, bool Begins) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var contents = db.Set<ContentRow>();
        if (!Begins)
        {
            var exact = contents.Where(content => Models.Contains(EF.Functions.Collate(content.CameraModel!, "NOCASE"))).Select(content => content.Id);
            return image => exact.Contains(image.ContentId);
        }

        // A range of the index on models; U+10FFFF comes after everything that continues the beginning.
        var ranges = Models.Select(model =>
        {
            var end = model + "\U0010FFFF";
            return contents
                .Where(content => string.Compare(EF.Functions.Collate(content.CameraModel!, "NOCASE"), model) >= 0 && string.Compare(EF.Functions.Collate(content.CameraModel!, "NOCASE"), end) < 0)
                .Select(content => content.Id);
        });
        var byCamera = ranges.Aggregate((all, more) => all.Concat(more));
        return image => byCamera.Contains(image.ContentId);
    }
}

using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Map;

internal static class Covers
{
    /// <summary>These images as a gallery shows them, as far as the searcher sees them. One statement.</summary>
    public static async Task<IReadOnlyDictionary<long, ImageSummary>> FindAsync(LimnerDb db, Searcher searcher, IEnumerable<long> ids, CancellationToken cancellation)
    {
        var wanted = ids.Distinct().ToArray();
        var marks = db.Set<ImageMarkRow>().Where(mark => mark.UserId == searcher.UserId);
        var found = await searcher.Images(db)
            .Where(image => EF.Parameter(wanted).Contains(image.Id))
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new
            {
                image.Id,
                image.Name,
                image.SortAt,
                content.Width,
                content.Height,
                content.ThumbHash,
                content.TakenAt,
                content.MediaType,
                Mark = marks.FirstOrDefault(mark => mark.ImageId == image.Id),
                FileRating = db.Set<ImageValuesRow>().Where(values => values.ImageId == image.Id && values.Rating >= 1).Select(values => values.Rating).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var offline = await searcher.Visibility.FindOfflineAsync(db, searcher.UserId, found.ConvertAll(item => item.Id), cancellation);
        return found.ToDictionary(item => item.Id, item => new ImageSummary(
            PublicId.Format(IdPrefixes.Image, item.Id), item.Name, item.Width, item.Height, item.ThumbHash, ImageSummary.WallClock(item.TakenAt), item.SortAt, item.MediaType,
            item.Mark?.Favourite ?? false, item.Mark?.Rating, item.FileRating, offline.Contains(item.Id)));
    }
}

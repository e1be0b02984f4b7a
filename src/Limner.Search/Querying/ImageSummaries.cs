using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>Summaries of images that were found by their contents.</summary>
internal static class ImageSummaries
{
    /// <summary>
    /// One image for each of these contents, where <paramref name="images"/> has any: the asking person's own before others', then the first. Two statements.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, ImageSummary>> OfContentsAsync(
        LimnerDb db, Visibility visibility, long userId, IQueryable<ImageRow> images, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
    {
        if (contentIds.Count == 0)
        {
            return new Dictionary<long, ImageSummary>();
        }

        var rows = await images.Where(image => EF.Parameter(contentIds).Contains(image.ContentId))
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new
            {
                image.Id,
                image.ContentId,
                image.OwnerId,
                image.Name,
                image.SortAt,
                content.Width,
                content.Height,
                content.ThumbHash,
                TakenAt = db.Set<ImageValuesRow>().Where(values => values.ImageId == image.Id).Select(values => values.TakenAt).FirstOrDefault(),
                FileRating = db.Set<ImageValuesRow>().Where(values => values.ImageId == image.Id && values.Rating >= 1).Select(values => values.Rating).FirstOrDefault(),
                content.MediaType,
                Mark = db.Set<ImageMarkRow>().FirstOrDefault(mark => mark.UserId == userId && mark.ImageId == image.Id),
            })
            .ToListAsync(cancellation);
        var chosen = rows.GroupBy(row => row.ContentId).Select(same => same.OrderBy(row => row.OwnerId != userId).ThenBy(row => row.Id).First()).ToList();
        var offline = await visibility.FindOfflineAsync(db, userId, chosen.ConvertAll(row => row.Id), cancellation);
        return chosen.ToDictionary(row => row.ContentId, row => new ImageSummary(
            PublicId.Format(IdPrefixes.Image, row.Id), row.Name, row.Width, row.Height, row.ThumbHash, ImageSummary.WallClock(row.TakenAt), row.SortAt, row.MediaType,
            row.Mark?.Favourite ?? false, row.Mark?.Rating, row.FileRating, offline.Contains(row.Id)));
    }
}

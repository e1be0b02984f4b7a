using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>Summaries of images that were found by their contents, or ranked by something that the database does not know.</summary>
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

        var rows = await RowsAsync(db, userId, images.Where(image => EF.Parameter(contentIds).Contains(image.ContentId)), cancellation);
        var chosen = rows.GroupBy(row => row.ContentId).Select(same => same.OrderBy(row => row.OwnerId != userId).ThenBy(row => row.Id).First()).ToList();
        var offline = await visibility.FindOfflineAsync(db, userId, chosen.ConvertAll(row => row.Id), cancellation);
        return chosen.ToDictionary(row => row.ContentId, row => row.Summary(offline.Contains(row.Id)));
    }

    /// <summary>These images, as far as <paramref name="images"/> has them, in the order of the ids, with those of their contents. Two statements.</summary>
    public static async Task<IReadOnlyList<(long Id, long ContentId, ImageSummary Summary)>> OfImagesAsync(
        LimnerDb db, Visibility visibility, long userId, IQueryable<ImageRow> images, IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = (await RowsAsync(db, userId, images.Where(image => EF.Parameter(ids).Contains(image.Id)), cancellation)).ToDictionary(row => row.Id);
        var offline = await visibility.FindOfflineAsync(db, userId, ids, cancellation);
        return [.. ids.Where(rows.ContainsKey).Select(id => (id, rows[id].ContentId, rows[id].Summary(offline.Contains(id))))];
    }

    private static async Task<List<Row>> RowsAsync(LimnerDb db, long userId, IQueryable<ImageRow> images, CancellationToken cancellation)
        => await images
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image, content })
            .LeftJoin(db.Set<ImageMarkRow>().Where(mark => mark.UserId == userId), joined => joined.image.Id, mark => mark.ImageId, (joined, mark) => new { joined.image, joined.content, mark })
            .Select(joined => new Row
            {
                Id = joined.image.Id,
                ContentId = joined.image.ContentId,
                OwnerId = joined.image.OwnerId,
                Name = joined.image.Name,
                SortAt = joined.image.SortAt,
                Width = joined.content.Width,
                Height = joined.content.Height,
                ThumbHash = joined.content.ThumbHash,
                TakenAt = db.Set<ImageValuesRow>().Where(values => values.ImageId == joined.image.Id).Select(values => values.TakenAt).FirstOrDefault(),
                FileRating = db.Set<ImageValuesRow>().Where(values => values.ImageId == joined.image.Id && values.Rating >= 1).Select(values => values.Rating).FirstOrDefault(),
                MediaType = joined.content.MediaType,
                Mark = joined.mark,
            })
            .ToListAsync(cancellation);

    private sealed class Row
    {
        public required long Id { get; init; }

        public required long ContentId { get; init; }

        public required long OwnerId { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset SortAt { get; init; }

        public required int Width { get; init; }

        public required int Height { get; init; }

        public required byte[] ThumbHash { get; init; }

        public required DateTimeOffset? TakenAt { get; init; }

        public required int? FileRating { get; init; }

        public required string MediaType { get; init; }

        public required ImageMarkRow? Mark { get; init; }

        public ImageSummary Summary(bool isOffline) => new(
            PublicId.Format(IdPrefixes.Image, Id), Name, Width, Height, ThumbHash, ImageSummary.WallClock(TakenAt), SortAt, MediaType,
            Mark?.Favourite ?? false, Mark?.Rating, FileRating, isOffline);
    }
}

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

    /// <summary>These images, as far as the searcher sees them, in the order of the ids, with those of their contents. Two statements.</summary>
    public static async Task<IReadOnlyList<(long Id, long ContentId, ImageSummary Summary)>> OfImagesAsync(
        LimnerDb db, Searcher searcher, IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = (await RowsAsync(db, searcher.UserId, searcher.Images(db, ids), cancellation)).ToDictionary(row => row.Id);
        var offline = await searcher.Visibility.FindOfflineAsync(db, searcher.UserId, ids, cancellation);
        return [.. ids.Where(rows.ContainsKey).Select(id => (id, rows[id].ContentId, rows[id].Summary(offline.Contains(id))))];
    }

    /// <summary>These images by their ids, as far as the searcher sees them. Two statements.</summary>
    public static async Task<IReadOnlyDictionary<long, ImageSummary>> OfCoversAsync(LimnerDb db, Searcher searcher, IEnumerable<long> ids, CancellationToken cancellation)
        => (await OfImagesAsync(db, searcher, [.. ids.Distinct()], cancellation)).ToDictionary(image => image.Id, image => image.Summary);

    private static Task<List<SummaryRow>> RowsAsync(LimnerDb db, long userId, IQueryable<ImageRow> images, CancellationToken cancellation)
        => SummaryRow.Of(db, userId, images.Select(image => new RankedImage { Image = image, Score = 0 })).ToListAsync(cancellation);
}

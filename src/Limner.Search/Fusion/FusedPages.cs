using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Paging;
using Limner.Search.Querying;
using Limner.Search.Querying.Matching;
using Limner.Storage;

namespace Limner.Search.Fusion;

/// <summary>Cuts pages out of a joined ranking: two statements, and four to tell by which words.</summary>
internal sealed class FusedPages(IDatabase database, MatchReasons reasons)
{
    /// <summary>The name a cursor carries. The same as of the order by relevance: both hold the last image and its place, so either goes on where the other stopped.</summary>
    public static readonly string CursorName = ImageOrder.Relevance.CursorName();

    /// <summary>
    /// The page behind the cursor's image; where that is not found any more, what has taken its place.
    /// </summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: a cursor of another list.</exception>
    public async Task<Page<ImageSummary>> PageAsync(Searcher searcher, ImageFilter filter, FusedList list, int take, string? cursorText, CancellationToken cancellation)
    {
        var first = FirstAfter(list, cursorText);
        var hits = list.Hits.Skip(first).Take(take).ToList();
        var items = await SummariesAsync(searcher, filter, list, hits, cancellation);
        var next = first + take < list.Hits.Count
            ? new Cursor(CursorName, (first + take).ToString(CultureInfo.InvariantCulture), hits[^1].ImageId).Encode()
            : null;
        return new Page<ImageSummary>([.. items.Select(item => item.Summary)], next, list.Hits.Count);
    }

    /// <summary>Images of the list as they are shown, those that are gone meanwhile left out.</summary>
    public async Task<IReadOnlyList<(long Id, ImageSummary Summary)>> SummariesAsync(Searcher searcher, ImageFilter filter, FusedList list, IReadOnlyList<FusedHit> hits, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var images = await ImageSummaries.OfImagesAsync(db, searcher, [.. hits.Select(hit => hit.ImageId)], cancellation);
        var matches = await reasons.FindAsync(db, searcher, filter.Query, [.. images.Select(image => (image.Id, image.ContentId, image.Summary.Name))], cancellation);
        var meanings = hits.ToDictionary(hit => hit.ImageId, list.MeaningOf);
        return [.. images.Select(image => (image.Id, image.Summary with { Matches = matches.GetValueOrDefault(image.Id), Meaning = meanings[image.Id] }))];
    }

    private static int FirstAfter(FusedList list, string? cursorText)
    {
        if (!Cursor.TryDecode(cursorText, CursorName, out var cursor))
        {
            throw BadCursor();
        }

        if (cursor is null)
        {
            return 0;
        }

        var place = int.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= int.MaxValue - PageLimits.Maximum ? number : throw BadCursor();
        for (var i = 0; i < list.Hits.Count; i++)
        {
            if (list.Hits[i].ImageId == cursor.Id)
            {
                return i + 1;
            }
        }

        return Math.Min(place - 1, list.Hits.Count);
    }

    private static LimnerException BadCursor() => new(ErrorCatalogue.Validation.With("The cursor belongs to another list or order.", "cursor"));
}

using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Search.Querying.Matching;
using Limner.Search.Suggesting;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>
/// Pages of images. Each page is one query that begins behind the last item of the page before (keyset paging: the tenth page costs what
/// the first does, and what is added meanwhile neither repeats nor hides an item), and one more for the total (kept until
/// something changes where nothing is searched for).
/// </summary>
internal sealed class ImageSearch(IDatabase database, Visibility visibility, Facets facets, MatchReasons reasons)
{
    /// <summary>
    /// A query that more images match than this tells them apart so little that ranking is noise, and it would cost more than the
    /// rest of the request: such results come newest first.
    /// </summary>
    internal const int MaxRanked = 20_000;

    public async Task<Page<ImageSummary>> PageAsync(long userId, ImageFilter filter, ImageOrder order, int take, string? cursorText, CancellationToken cancellation)
    {
        var searcher = Searcher.For(visibility, userId);
        await using var db = database.Read();
        long? total = null;
        Cursor? after;
        if (order == ImageOrder.Relevance)
        {
            total = await filter.Apply(db, searcher).LongCountAsync(cancellation);
            if (total > MaxRanked)
            {
                order = ImageOrder.NewestFirst;
            }

            // The cursor says in which order its page was made, should the total have crossed the limit since.
            if (!Cursor.TryDecode(cursorText, order.CursorName(), out after))
            {
                order = order == ImageOrder.Relevance ? ImageOrder.NewestFirst : ImageOrder.Relevance;
                after = Decode(cursorText, order);
            }
        }
        else
        {
            after = Decode(cursorText, order);
        }

        var page = order switch
        {
            ImageOrder.Relevance => await RankedAsync(db, searcher, filter, after, cancellation),
            ImageOrder.Position => Placed(db, filter.Apply(db, searcher), filter.Albums[0], after),
            _ => Sorted(filter.Apply(db, searcher), order, after),
        };
        var found = await SummaryRow.Of(db, userId, page.Take(take + 1)).ToListAsync(cancellation);
        var offline = await visibility.FindOfflineAsync(db, userId, found.ConvertAll(item => item.Id), cancellation);
        var matches = await reasons.FindAsync(db, searcher, filter.Query, [.. found.Take(take).Select(item => (item.Id, item.ContentId, item.Name))], cancellation);
        var items = found.Take(take).Select(item => item.Summary(offline.Contains(item.Id)) with { Matches = matches.GetValueOrDefault(item.Id) }).ToList();
        string? next = null;
        if (found.Count > take)
        {
            var last = found[take - 1];
            var key = order == ImageOrder.Relevance ? PlaceText(PlaceOf(after) + take) : order == ImageOrder.Position ? NumberText(last.Score) : KeyOf(order, last.SortAt, last.Name);
            next = new Cursor(order.CursorName(), key, last.Id).Encode();
        }
        else if (after is null)
        {
            total = items.Count;
        }

        total ??= filter.IsEverything ? await facets.TotalAsync(userId, cancellation) : await filter.Apply(db, searcher).LongCountAsync(cancellation);
        return new Page<ImageSummary>(items, next, total);
    }

    /// <summary>The images that fit, best match first, whole: for joining with another ranking. Three statements at most.</summary>
    /// <returns>Null when more fit than are ranked.</returns>
    public static async Task<IReadOnlyList<(long Id, long ContentId)>?> RankAllAsync(LimnerDb db, Searcher searcher, ImageFilter filter, CancellationToken cancellation)
    {
        // The index counts its own hits in next to no time; which of them fit, only where there are many.
        var match = filter.Query.Match ?? throw new ArgumentException("Nothing to rank by.", nameof(filter));
        if (await SearchHitRow.Matching(db, match, searcher).Take(MaxRanked + 1).CountAsync(cancellation) > MaxRanked
            && await filter.Apply(db, searcher).Select(image => image.Id).Take(MaxRanked + 1).CountAsync(cancellation) > MaxRanked)
        {
            return null;
        }

        // All are read, so they are put in order here: SQLite needs as long for that as for the scores.
        var ranked = await Scored(db, searcher, filter, SearchHitRow.Ranked(db, match, searcher)).Select(item => new { item.Image.Id, item.Image.ContentId, item.Score }).ToListAsync(cancellation);
        return [.. ranked.OrderByDescending(item => item.Score).ThenByDescending(item => item.Id).Select(item => (item.Id, item.ContentId))];
    }

    private static IQueryable<RankedImage> Sorted(IQueryable<ImageRow> images, ImageOrder order, Cursor? after)
    {
        // Both halves of each condition are needed: the first is what the index seeks to, the second settles ties.
        switch (order)
        {
            case ImageOrder.NewestFirst:
                if (after is not null)
                {
                    var (time, id) = (TimeOf(after), after.Id);
                    images = images.Where(image => image.SortAt <= time && (image.SortAt < time || image.Id < id));
                }

                images = images.OrderByDescending(image => image.SortAt).ThenByDescending(image => image.Id);
                break;
            case ImageOrder.OldestFirst:
                if (after is not null)
                {
                    var (time, id) = (TimeOf(after), after.Id);
                    images = images.Where(image => image.SortAt >= time && (image.SortAt > time || image.Id > id));
                }

                images = images.OrderBy(image => image.SortAt).ThenBy(image => image.Id);
                break;
            case ImageOrder.NameAscending:
                if (after is not null)
                {
                    var (name, id) = (after.Key ?? "", after.Id);
                    images = images.Where(image => string.Compare(image.Name, name) >= 0 && (string.Compare(image.Name, name) > 0 || image.Id > id));
                }

                images = images.OrderBy(image => image.Name).ThenBy(image => image.Id);
                break;
            default:
                if (after is not null)
                {
                    var (name, id) = (after.Key ?? "", after.Id);
                    images = images.Where(image => string.Compare(image.Name, name) <= 0 && (string.Compare(image.Name, name) < 0 || image.Id < id));
                }

                images = images.OrderByDescending(image => image.Name).ThenByDescending(image => image.Id);
                break;
        }

        return images.Select(image => new RankedImage { Image = image, Score = 0 });
    }

    private static IQueryable<RankedImage> Placed(LimnerDb db, IQueryable<ImageRow> images, long albumId, Cursor? after)
    {
        var placed = AlbumMemberRow.All(db).Where(member => member.AlbumId == albumId)
            .Join(images, member => member.ImageId, image => image.Id, (member, image) => new RankedImage { Image = image, Score = member.Position });
        if (after is not null)
        {
            var (position, id) = (NumberOf(after), after.Id);
            placed = placed.Where(item => item.Score >= position && (item.Score > position || item.Image.Id > id));
        }

        return placed.OrderBy(item => item.Score).ThenBy(item => item.Image.Id);
    }

    /// <summary>
    /// A cursor of this order holds no score: scores depend on how often words stand with everybody's pictures, and one that is kept would tell
    /// later that others have added some. It holds the last image, whose score is asked for anew, and how many images came up to it, for when
    /// that image is no longer found.
    /// </summary>
    private static async Task<IQueryable<RankedImage>> RankedAsync(LimnerDb db, Searcher searcher, ImageFilter filter, Cursor? after, CancellationToken cancellation)
    {
        var hits = SearchHitRow.Ranked(db, filter.Query.Match ?? throw new ArgumentException("Nothing to rank by.", nameof(filter)), searcher);
        if (after is null)
        {
            return Ranked(db, searcher, filter, hits);
        }

        var (place, id) = (PlaceOf(after), after.Id);
        var last = await Ranked(db, searcher, filter, hits.Where(hit => hit.ImageId == id)).Select(item => (long?)item.Score).FirstOrDefaultAsync(cancellation);
        if (last is not { } score)
        {
            // Its successor has taken its place.
            return Ranked(db, searcher, filter, hits).Skip(place - 1);
        }

        return Ranked(db, searcher, filter, hits.Where(hit => hit.Score < score || (hit.Score == score && hit.ImageId < id)));
    }

    private static IQueryable<RankedImage> Ranked(LimnerDb db, Searcher searcher, ImageFilter filter, IQueryable<SearchHitRow> hits)
        => Scored(db, searcher, filter, hits).OrderByDescending(item => item.Score).ThenByDescending(item => item.Image.Id);

    private static IQueryable<RankedImage> Scored(LimnerDb db, Searcher searcher, ImageFilter filter, IQueryable<SearchHitRow> hits)
    {
        var images = filter.WithoutWords(db, searcher);
        return hits.SelectMany(_ => images, (hit, image) => new { hit, image })
            .Where(pair => pair.image.Id == pair.hit.ImageId)
            .Select(pair => new RankedImage { Image = pair.image, Score = pair.hit.Score });
    }

    private static Cursor? Decode(string? text, ImageOrder order)
        => Cursor.TryDecode(text, order.CursorName(), out var cursor) ? cursor : throw BadCursor();

    private static string KeyOf(ImageOrder order, DateTimeOffset time, string name) => order switch
    {
        ImageOrder.NewestFirst or ImageOrder.OldestFirst => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => name,
    };

    private static DateTimeOffset TimeOf(Cursor cursor)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(NumberOf(cursor));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw BadCursor();
        }
    }

    private static long NumberOf(Cursor cursor) => long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var number) ? number : throw BadCursor();

    private static string PlaceText(int place) => NumberText(place);

    private static string NumberText(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many ranked images have been shown; none without a cursor.</summary>
    private static int PlaceOf(Cursor? after) => after is null ? 0 : NumberOf(after) is var place and > 0 and <= int.MaxValue - PageLimits.Maximum ? (int)place : throw BadCursor();

    private static LimnerException BadCursor() => new(ErrorCatalogue.Validation.With("The cursor belongs to another list or order.", "cursor"));
}

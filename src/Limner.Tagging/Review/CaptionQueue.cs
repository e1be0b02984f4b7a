using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Review;

/// <summary>Which captions are asked for.</summary>
/// <param name="Folder">A folder's id.</param>
/// <param name="Order"><c>newest</c> (the default) or <c>oldest</c> first.</param>
internal sealed record CaptionFilter(string? Model, string? Folder, string? Order);

/// <summary>
/// Captions of models that are shown while nobody has said anything of them, by age: models do not say how sure they are of a caption. Of pictures that the person may
/// change.
/// </summary>
internal sealed class CaptionQueue(IDatabase database, Visibility visibility)
{
    private const string Newest = "newest";
    private const string Oldest = "oldest";

    /// <exception cref="LimnerException"><c>validation</c> with the field at fault.</exception>
    public async Task<Page<CaptionSuggestionView>> ListAsync(long userId, CaptionFilter filter, int? limit, string? cursor, CancellationToken cancellation)
    {
        var order = filter.Order ?? Newest;
        if (order is not (Newest or Oldest))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The order is newest or oldest.", "order"));
        }

        if (!Cursor.TryDecode(cursor, order, out var after) || !TryRead(after, out var last))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        await using var db = database.Read();
        var waiting = Waiting(db, userId, filter);
        var total = after is null ? await waiting.CountAsync(cancellation) : (int?)null;
        if (last is { } at)
        {
            var id = after!.Id;
            waiting = order == Newest
                ? waiting.Where(row => row.Written.CreatedAt < at || (row.Written.CreatedAt == at && row.Image.Id < id))
                : waiting.Where(row => row.Written.CreatedAt > at || (row.Written.CreatedAt == at && row.Image.Id > id));
        }

        var sorted = order == Newest
            ? waiting.OrderByDescending(row => row.Written.CreatedAt).ThenByDescending(row => row.Image.Id)
            : waiting.OrderBy(row => row.Written.CreatedAt).ThenBy(row => row.Image.Id);
        var take = PageLimits.Clamp(limit);
        var rows = await sorted.Take(take + 1)
            .Join(db.Set<ContentRow>(), row => row.Image.ContentId, content => content.Id, (row, content) => new { row.Image.Id, row.Image.Name, row.Written, content.Width, content.Height, content.ThumbHash })
            .ToListAsync(cancellation);
        var page = (order == Newest
            ? rows.OrderByDescending(row => row.Written.CreatedAt).ThenByDescending(row => row.Id)
            : rows.OrderBy(row => row.Written.CreatedAt).ThenBy(row => row.Id)).Take(take).ToList();
        var next = rows.Count > take ? new Cursor(order, page[^1].Written.CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), page[^1].Id).Encode() : null;
        return new Page<CaptionSuggestionView>(
            [
                .. page.Select(row => new CaptionSuggestionView(
                    PublicId.Format(IdPrefixes.Image, row.Id), row.Name, row.Width, row.Height, Convert.ToBase64String(row.ThumbHash), row.Written.Text!, row.Written.Model, row.Written.CreatedAt)),
            ],
            next,
            total);
    }

    private IQueryable<Described> Waiting(LimnerDb db, long userId, CaptionFilter filter)
    {
        var waiting =
            from written in DescriptionReviews.Waiting(db).AsNoTracking()
            join image in visibility.EditableBy(db, userId).Listed() on new { Id = written.ImageId, written.ContentId } equals new { image.Id, image.ContentId }
            select new Described { Image = image, Written = written };
        if (!string.IsNullOrWhiteSpace(filter.Model))
        {
            waiting = waiting.Where(row => row.Written.Model == filter.Model);
        }

        if (!string.IsNullOrWhiteSpace(filter.Folder))
        {
            var files = FolderFilter.Files(visibility, db, userId, filter.Folder);
            waiting = waiting.Where(row => files.Any(file => file.ImageId == row.Image.Id));
        }

        return waiting;
    }

    private static bool TryRead(Cursor? cursor, out DateTimeOffset? at)
    {
        at = null;
        if (cursor is null)
        {
            return true;
        }

        if (!long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    private sealed class Described
    {
        public required ImageRow Image { get; init; }

        public required ModelDescriptionRow Written { get; init; }
    }
}

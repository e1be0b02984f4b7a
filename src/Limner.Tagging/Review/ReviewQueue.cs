using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Review;

/// <summary>What models suggest and nobody has said anything of, by confidence: of pictures that the person may change.</summary>
internal sealed class ReviewQueue(IDatabase database, Visibility visibility)
{
    private const string Surest = "surest";
    private const string Unsurest = "unsurest";

    /// <exception cref="LimnerException"><c>validation</c> with the field at fault.</exception>
    public async Task<Page<SuggestionView>> ListAsync(long userId, SuggestionFilter filter, int? limit, string? cursor, CancellationToken cancellation)
    {
        var order = filter.Order ?? Surest;
        if (order is not (Surest or Unsurest))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The order is surest or unsurest.", "order"));
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
            waiting = order == Surest
                ? waiting.Where(row => row.Confidence < at.Confidence || (row.Confidence == at.Confidence && (row.ImageId > at.ImageId
                    || (row.ImageId == at.ImageId && (row.TagId > at.TagId || (row.TagId == at.TagId && string.Compare(row.Model, at.Model) > 0))))))
                : waiting.Where(row => row.Confidence > at.Confidence || (row.Confidence == at.Confidence && (row.ImageId > at.ImageId
                    || (row.ImageId == at.ImageId && (row.TagId > at.TagId || (row.TagId == at.TagId && string.Compare(row.Model, at.Model) > 0))))));
        }

        var sorted = order == Surest ? waiting.OrderByDescending(row => row.Confidence) : waiting.OrderBy(row => row.Confidence);
        var take = PageLimits.Clamp(limit);
        var keys = await sorted.ThenBy(row => row.ImageId).ThenBy(row => row.TagId).ThenBy(row => row.Model).Take(take + 1).ToListAsync(cancellation);
        var page = keys.Take(take).ToList();
        var (imageIds, tagIds) = (page.Select(row => row.ImageId).Distinct().ToList(), page.Select(row => row.TagId).Distinct().ToList());
        var images = await visibility.VisibleTo(db, userId, imageIds)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.Id, image.Name, content.Width, content.Height, content.ThumbHash })
            .ToDictionaryAsync(image => image.Id, cancellation);
        var names = await db.Set<TagRow>().Where(tag => EF.Parameter(tagIds).Contains(tag.Id)).ToDictionaryAsync(tag => tag.Id, tag => tag.Name, cancellation);
        var next = keys.Count > take ? Write(order, page[^1]) : null;

        // What went out of sight between the two queries is left out.
        return new Page<SuggestionView>(
            [
                .. page.Where(row => images.ContainsKey(row.ImageId) && names.ContainsKey(row.TagId)).Select(row => new SuggestionView(
                    PublicId.Format(IdPrefixes.Image, row.ImageId),
                    images[row.ImageId].Name,
                    images[row.ImageId].Width,
                    images[row.ImageId].Height,
                    Convert.ToBase64String(images[row.ImageId].ThumbHash),
                    PublicId.Format(IdPrefixes.Tag, row.TagId),
                    names[row.TagId],
                    row.Model,
                    row.Confidence ?? 0)),
            ],
            next,
            total);
    }

    private IQueryable<ImageTagRow> Waiting(LimnerDb db, long userId, SuggestionFilter filter)
    {
        var editable = visibility.EditableBy(db, userId).Listed();
        var given = db.Set<ImageTagRow>();
        var waiting = given.AsNoTracking().Where(row => row.Source == TagSource.Model
            && !given.Any(other => other.ImageId == row.ImageId && other.TagId == row.TagId && other.Source != TagSource.Model)
            && editable.Any(image => image.Id == row.ImageId));
        if (!string.IsNullOrWhiteSpace(filter.Tag))
        {
            var key = TagName.KeyOf(filter.Tag);
            var tags = db.Set<TagRow>().Where(tag => tag.NameKey == key).WithNarrower(db);
            waiting = waiting.Where(row => tags.Contains(row.TagId));
        }

        if (!string.IsNullOrWhiteSpace(filter.Model))
        {
            waiting = waiting.Where(row => row.Model == filter.Model);
        }

        if (!string.IsNullOrWhiteSpace(filter.Folder))
        {
            var files = FolderFilter.Files(visibility, db, userId, filter.Folder);
            waiting = waiting.Where(row => files.Any(file => file.ImageId == row.ImageId));
        }

        if (filter.Min is < 0 or > 1 or double.NaN || filter.Max is < 0 or > 1 or double.NaN)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Confidence goes from 0 to 1.", "min"));
        }

        return waiting.Where(row => (filter.Min == null || row.Confidence >= filter.Min) && (filter.Max == null || row.Confidence <= filter.Max));
    }

    private static string Write(string order, ImageTagRow row)
        => new Cursor(order, string.Create(CultureInfo.InvariantCulture, $"{row.Confidence ?? 0:R}|{row.TagId}|{row.Model}"), row.ImageId).Encode();

    private static bool TryRead(Cursor? cursor, out Position? position)
    {
        position = null;
        if (cursor is null)
        {
            return true;
        }

        var parts = cursor.Key?.Split('|', 3);
        if (parts is not [var sure, var tag, var model]
            || !double.TryParse(sure, CultureInfo.InvariantCulture, out var confidence)
            || !long.TryParse(tag, CultureInfo.InvariantCulture, out var tagId))
        {
            return false;
        }

        position = new Position(confidence, cursor.Id, tagId, model);
        return true;
    }

    private sealed record Position(double Confidence, long ImageId, long TagId, string Model);
}

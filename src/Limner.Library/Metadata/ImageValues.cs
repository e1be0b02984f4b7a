using System.Text.Json;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Metadata;

/// <summary>
/// Keeps <see cref="ImageValuesRow"/> and <see cref="ImageRow.SortAt"/> in step with what files, sidecars and people say. Of each value the first
/// that is there counts: what a person said here, the sidecars in the order of their files, the picture file, and for the description at last what a model wrote of these very bytes. A keyword or a name that stands in a
/// sidecar's place replaces all of the picture file's.
/// </summary>
/// <remarks>
/// A sidecar counts only where everybody who sees the image may know of it: when none of the image's files lies in another folder that is shared. So
/// what is merged here can be shown, searched and sorted by for anybody who sees the image (docs/decisions/0014).
/// </remarks>
internal static class ImageValues
{
    private const int BatchSize = 500;

    /// <summary>Four queries for each 500 images, and two statements where something is another.</summary>
    /// <returns>The images for which anything is another than before.</returns>
    public static async Task<IReadOnlyList<long>> RefreshAsync(LimnerDb db, IEnumerable<long> imageIds, CancellationToken cancellation)
    {
        // Tracked changes that are not saved yet would be missed by the queries below.
        await db.SaveChangesAsync(cancellation);
        var changed = new List<long>();
        foreach (var ids in imageIds.Distinct().Chunk(BatchSize))
        {
            changed.AddRange(await RefreshBatchAsync(db, ids, cancellation));
        }

        return changed;
    }

    private static async Task<IReadOnlyList<long>> RefreshBatchAsync(LimnerDb db, long[] ids, CancellationToken cancellation)
    {
        var images = await (
            from image in db.Set<ImageRow>().AsNoTracking()
            where EF.Parameter(ids).Contains(image.Id) && image.PurgedAt == null
            join content in db.Set<ContentRow>() on image.ContentId equals content.Id
            join description in db.Set<ContentDescriptionRow>() on content.Id equals description.ContentId into descriptions
            from words in descriptions.DefaultIfEmpty()
            join edit in db.Set<ImageEditRow>() on image.Id equals edit.ImageId into edits
            from manual in edits.DefaultIfEmpty()
            join written in db.Set<ModelDescriptionRow>() on new { ImageId = image.Id, image.ContentId } equals new { written.ImageId, written.ContentId } into texts
            from model in texts.DefaultIfEmpty()
            select new Sources(
                image.Id,
                image.SortAt,
                new Embedded(content.TakenAt, content.TakenOffsetMinutes, content.Latitude, content.Longitude, content.AltitudeM),
                words,
                manual,
                model.Rejected ? null : model.Text,
                db.Set<ImageFileRow>().Where(file => file.ImageId == image.Id).OrderBy(file => file.Id).Select(file => (DateTimeOffset?)file.ModifiedAt).FirstOrDefault()))
            .ToListAsync(cancellation);
        var sidecars = (await (
            from file in db.Set<ImageFileRow>().AsNoTracking()
            where file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value) && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending)
            join sidecar in db.Set<SidecarRow>() on file.Id equals sidecar.FileId
            where sidecar.State != SidecarState.Failed
                && !db.Set<ImageFileRow>().Any(other => other.ImageId == file.ImageId && other.FolderId != file.FolderId && db.Set<FolderShareRow>().Any(share => share.FolderId == other.FolderId))
            orderby file.Id
            select new { ImageId = file.ImageId!.Value, Sidecar = sidecar }).ToListAsync(cancellation)).ToLookup(row => row.ImageId, row => row.Sidecar);
        var known = await db.Set<ImageValuesRow>().AsNoTracking().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ToDictionaryAsync(row => row.ImageId, cancellation);

        var rows = new List<object?[]>();
        var moved = new List<object[]>();
        var changed = new List<long>();
        foreach (var image in images)
        {
            var values = Merge(image, [.. sidecars[image.Id]], out var sortAt);
            var columns = Columns(values);
            var isOther = !known.TryGetValue(image.Id, out var before) || !columns.SequenceEqual(Columns(before));
            if (isOther)
            {
                rows.Add(columns);
            }

            if (sortAt != image.SortAt)
            {
                moved.Add([image.Id, sortAt.ToUnixTimeMilliseconds()]);
            }

            if (isOther || sortAt != image.SortAt)
            {
                changed.Add(image.Id);
            }
        }

        await WriteAsync(db, rows, moved, cancellation);
        return changed;
    }

    private static ImageValuesRow Merge(Sources image, SidecarRow[] sidecars, out DateTimeOffset sortAt)
    {
        var (manual, words, embedded) = (image.Manual, image.Words, image.Embedded);
        var title = First(manual?.Title, sidecars, sidecar => sidecar.Title, words?.Title);
        var description = First(manual?.Description, sidecars, sidecar => sidecar.Description, words?.Description);
        description = description.Value is null && image.ByModel is not null ? new Found<string>(image.ByModel, ValueSource.Model) : description;
        var rights = First(manual?.Rights, sidecars, sidecar => sidecar.Rights, words?.Rights);
        var creator = First(null, sidecars, sidecar => sidecar.Creator, words?.Creator);
        var label = First(null, sidecars, sidecar => sidecar.Label, words?.Label);
        var rating = First(null, sidecars, sidecar => sidecar.Rating, words?.Rating);
        var keywords = First(null, sidecars, sidecar => sidecar.Keywords, words?.Keywords);
        var people = First(null, sidecars, sidecar => sidecar.People, words?.People);
        var taken = First(
            Dated(manual?.TakenAt, null), sidecars, sidecar => Dated(sidecar.TakenAt, sidecar.TakenOffsetMinutes), Dated(embedded.TakenAt, embedded.TakenOffsetMinutes));
        taken = taken.Value is null ? First(null, sidecars, sidecar => Dated(sidecar.MadeAt, null), null) : taken;
        var place = First(
            Placed(manual?.Latitude, manual?.Longitude, null),
            sidecars,
            sidecar => Placed(sidecar.Latitude, sidecar.Longitude, sidecar.AltitudeM),
            Placed(embedded.Latitude, embedded.Longitude, embedded.AltitudeM));
        sortAt = taken.Value?.At ?? image.FileModifiedAt ?? image.SortAt;
        return new ImageValuesRow
        {
            ImageId = image.Id,
            Title = title.Value,
            Description = description.Value,
            Rights = rights.Value,
            Creator = creator.Value,
            Label = label.Value,
            Rating = rating.Value,
            Keywords = keywords.Value,
            People = people.Value,
            TakenAt = taken.Value?.At,
            TakenOffsetMinutes = taken.Value?.OffsetMinutes,
            Latitude = place.Value?.Latitude,
            Longitude = place.Value?.Longitude,
            AltitudeM = place.Value is { } known ? known.AltitudeM : embedded.AltitudeM,
            Sources = MetadataJson.Write(new ValueSources(
                title.Source, description.Source, rights.Source, creator.Source, label.Source, rating.Source, taken.Source, place.Source, keywords.Source, people.Source)),
        };
    }

    private static Found<T> First<T>(T? manual, SidecarRow[] sidecars, Func<SidecarRow, T?> of, T? embedded)
    {
        if (manual is not null)
        {
            return new Found<T>(manual, ValueSource.Manual);
        }

        foreach (var sidecar in sidecars)
        {
            if (of(sidecar) is { } value)
            {
                return new Found<T>(value, ValueSource.Sidecar);
            }
        }

        return embedded is null ? default : new Found<T>(embedded, ValueSource.File);
    }

    private static Moment? Dated(DateTimeOffset? at, int? offsetMinutes) => at is { } time ? new Moment(time, offsetMinutes) : null;

    private static Spot? Placed(double? latitude, double? longitude, double? altitude) => latitude is { } north && longitude is { } east ? new Spot(north, east, altitude) : null;

    private static object?[] Columns(ImageValuesRow row) =>
    [
        row.ImageId, row.Title, row.Description, row.Rights, row.Creator, row.Label, row.Rating, row.Keywords, row.People,
        row.TakenAt?.ToUnixTimeMilliseconds(), row.TakenOffsetMinutes, row.Latitude, row.Longitude, row.AltitudeM, row.Sources,
    ];

    private static async Task WriteAsync(LimnerDb db, List<object?[]> rows, List<object[]> moved, CancellationToken cancellation)
    {
        if (rows.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT OR REPLACE INTO image_values (
                    image_id, title, description, rights, creator, label, rating, keywords, people, taken_at, taken_offset_minutes, latitude, longitude, altitude_m, sources)
                SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10,
                    value ->> 11, value ->> 12, value ->> 13, value ->> 14
                FROM json_each({JsonSerializer.Serialize(rows)})
                """,
                cancellation);
        }

        if (moved.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE images SET sort_at = item.value ->> 1 FROM json_each({JsonSerializer.Serialize(moved)}) item WHERE images.id = item.value ->> 0", cancellation);
        }
    }

    private readonly record struct Found<T>(T? Value, ValueSource? Source);

    private sealed record Moment(DateTimeOffset At, int? OffsetMinutes);

    private sealed record Spot(double Latitude, double Longitude, double? AltitudeM);

    private sealed record Embedded(DateTimeOffset? TakenAt, int? TakenOffsetMinutes, double? Latitude, double? Longitude, double? AltitudeM);

    private sealed record Sources(long Id, DateTimeOffset SortAt, Embedded Embedded, ContentDescriptionRow? Words, ImageEditRow? Manual, string? ByModel, DateTimeOffset? FileModifiedAt);
}

using System.Text.Json;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Places;

/// <summary>
/// Keeps <see cref="ImageLocationRow"/> in step with the positions of images, in the transaction that changes them. Later handlers of the same event,
/// which are those of modules that stand on this one, find the rows written.
/// </summary>
internal sealed class ImageLocations(Gazetteer gazetteer) : IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesPurged>
{
    private const int BatchSize = 500;

    /// <summary>Where each image was taken, for those of which it is known. The one place that says which position counts.</summary>
    public static IQueryable<ImagePosition> PositionsOf(LimnerDb db, IQueryable<ImageRow> images)
        => from image in images
           join values in db.Set<ImageValuesRow>() on image.Id equals values.ImageId
           where values.Latitude != null && values.Longitude != null
           select new ImagePosition { ImageId = image.Id, Latitude = values.Latitude!.Value, Longitude = values.Longitude!.Value };

    public async Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        // Tracked changes of the publisher that it has not saved yet would be missed by the queries below.
        await db.SaveChangesAsync(cancellation);
        foreach (var ids in message.ImageIds.Chunk(BatchSize))
        {
            await RefreshAsync(db, ids, cancellation);
        }
    }

    public Task HandleAsync(ImagesPurged message, LimnerDb db, CancellationToken cancellation)
        => db.Set<ImageLocationRow>().Where(row => EF.Parameter(message.ImageIds).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);

    /// <summary>Two queries, and up to two statements where something is another than before.</summary>
    private async Task RefreshAsync(LimnerDb db, long[] ids, CancellationToken cancellation)
    {
        var positions = await PositionsOf(db, db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.Id))).ToListAsync(cancellation);
        var known = await db.Set<ImageLocationRow>().AsNoTracking().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ToDictionaryAsync(row => row.ImageId, cancellation);
        var changed = positions.Where(position => !IsCurrent(known.GetValueOrDefault(position.ImageId), position)).Select(Columns).ToList();
        var gone = known.Keys.Except(positions.Select(position => position.ImageId)).ToList();
        if (gone.Count > 0)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM image_locations WHERE image_id IN (SELECT value FROM json_each({JsonSerializer.Serialize(gone)}))", cancellation);
        }

        if (changed.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT OR REPLACE INTO image_locations (image_id, latitude, longitude, x, y, city, country_code, version)
                SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
                FROM json_each({JsonSerializer.Serialize(changed)})
                """,
                cancellation);
        }
    }

    private bool IsCurrent(ImageLocationRow? row, ImagePosition position)
        => row is not null && row.Latitude.Equals(position.Latitude) && row.Longitude.Equals(position.Longitude) && row.Version == gazetteer.Version;

    private object?[] Columns(ImagePosition position)
    {
        var (latitude, longitude) = (position.Latitude, position.Longitude);
        var place = gazetteer.Find(latitude, longitude);
        return [position.ImageId, latitude, longitude, WebMercator.X(longitude), WebMercator.Y(latitude), place?.City, place?.CountryCode, gazetteer.Version];
    }
}

/// <summary>Where an image was taken, in degrees.</summary>
internal sealed class ImagePosition
{
    public required long ImageId { get; init; }

    public required double Latitude { get; init; }

    public required double Longitude { get; init; }
}

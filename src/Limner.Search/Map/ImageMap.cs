using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Map;

/// <summary>
/// The pictures of a part of the world, counted in the cells of a grid that is as fine as the map is near. The grid lies still, so that a map that is
/// moved shows the same clusters; the answer has at most some 1,700 of them, whatever is asked. Two statements.
/// </summary>
internal sealed class ImageMap(IDatabase database, Visibility visibility, Gazetteer gazetteer)
{
    /// <summary>At this zoom a cell is 19 m wide at the equator: what lies in one is one place.</summary>
    public const int MaxZoom = 18;

    /// <summary>A cell is a 1/8 of a tile of 512 pixels: 64 pixels.</summary>
    private const int CellsPerTile = 8;

    private const int MaxCellsAcross = 40;

    /// <summary>Without a box, the whole world.</summary>
    /// <param name="zoom">0 (the world in one tile of 512 pixels) to <see cref="MaxZoom"/>; what is outside is taken for the nearest.</param>
    public Task<MapView> FindAsync(long userId, ImageFilter filter, int zoom, CancellationToken cancellation)

        // In a snapshot: a cover that the second statement no longer found would leave its cluster without one.
        => database.SnapshotAsync((db, token) => FindAsync(db, Searcher.For(visibility, userId), filter, zoom, token), cancellation);

    private async Task<MapView> FindAsync(LimnerDb db, Searcher searcher, ImageFilter filter, int zoom, CancellationToken cancellation)
    {
        var box = filter.Box ?? GeoBox.World;
        var cell = CellOf(box, zoom);
        var cells = await (filter with { Box = null }).Apply(db, searcher)
            .Join(db.Set<ImageLocationRow>().Within(box), image => image.Id, location => location.ImageId, (_, location) => location)
            .GroupBy(location => new { X = location.X / cell, Y = location.Y / cell })
            .Select(group => new
            {
                Count = group.Count(),
                Latitude = group.Average(location => location.Latitude),
                Longitude = group.Average(location => location.Longitude),
                West = group.Min(location => location.Longitude),
                South = group.Min(location => location.Latitude),
                East = group.Max(location => location.Longitude),
                North = group.Max(location => location.Latitude),
                FirstCity = group.Min(location => location.City ?? ""),
                LastCity = group.Max(location => location.City ?? ""),
                FirstCountry = group.Min(location => location.CountryCode ?? ""),
                LastCountry = group.Max(location => location.CountryCode ?? ""),
                CoverId = group.Max(location => location.ImageId),
            })
            .ToListAsync(cancellation);
        var clusters = Cluster.MergeNear(
            cells.Select(item => new Cluster(
                item.Count, item.Latitude, item.Longitude, new GeoBox(item.West, item.South, item.East, item.North), item.FirstCity!, item.LastCity!, item.FirstCountry!, item.LastCountry!, item.CoverId)),
            cell);
        var covers = await ImageSummaries.OfCoversAsync(db, searcher, clusters.Select(cluster => cluster.CoverId), cancellation);
        return new MapView([.. clusters.Select(cluster => View(cluster, covers[cluster.CoverId]))], clusters.Sum(cluster => cluster.Count));
    }

    /// <summary>Steps of <see cref="WebMercator"/>; never so fine that the box has more than <see cref="MaxCellsAcross"/> of them either way.</summary>
    private static int CellOf(GeoBox box, int zoom)
    {
        var cell = WebMercator.Size / CellsPerTile >> Math.Clamp(zoom, 0, MaxZoom);
        var width = box.Width / 360 * WebMercator.Size;
        var height = WebMercator.Y(box.South) - WebMercator.Y(box.North);
        while (Math.Max(width, height) / cell > MaxCellsAcross)
        {
            cell *= 2;
        }

        return cell;
    }

    private ClusterView View(Cluster cluster, ImageSummary cover)
    {
        var country = cluster.FirstCountry == cluster.LastCountry && cluster.FirstCountry.Length > 0 ? cluster.FirstCountry : null;
        var city = country is not null && cluster.FirstCity == cluster.LastCity && cluster.FirstCity.Length > 0 ? cluster.FirstCity : null;
        var bounds = cluster.Bounds;
        return new ClusterView(
            cluster.Latitude, cluster.Longitude, cluster.Count, new BoundsView(bounds.West, bounds.South, bounds.East, bounds.North), PlaceView.From(city, country, gazetteer), cover);
    }
}

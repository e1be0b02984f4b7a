using Limner.Library;

namespace Limner.Search.Map;

internal static class LocationQueries
{
    /// <summary>Those in a part of the world.</summary>
    public static IQueryable<ImageLocationRow> Within(this IQueryable<ImageLocationRow> locations, GeoBox box)
    {
        var (west, south, east, north) = (box.West, box.South, box.East, box.North);
        locations = locations.Where(location => location.Latitude >= south && location.Latitude <= north);
        return box.CrossesAntimeridian
            ? locations.Where(location => location.Longitude >= west || location.Longitude <= east)
            : locations.Where(location => location.Longitude >= west && location.Longitude <= east);
    }
}

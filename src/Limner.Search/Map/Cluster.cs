using Limner.Library;

namespace Limner.Search.Map;

/// <summary>Pictures that are counted as one, while they are put together.</summary>
/// <param name="FirstCity">In alphabetical order; empty when one of the pictures has none. With <paramref name="LastCity"/> it tells whether they share one.</param>
internal sealed record Cluster(
    int Count, double Latitude, double Longitude, GeoBox Bounds, string FirstCity, string LastCity, string FirstCountry, string LastCountry, long CoverId)
{
    /// <summary>
    /// Joins clusters that lie nearer than half a cell, into the larger: a grid parts what lies on both sides of a line, and markers would cover
    /// each other. Counts stay exact.
    /// </summary>
    /// <param name="cell">Steps of <see cref="WebMercator"/>.</param>
    public static IReadOnlyList<Cluster> MergeNear(IEnumerable<Cluster> clusters, int cell)
    {
        // What is near lies in the same square or in one beside it.
        var squares = new Dictionary<(int X, int Y), List<int>>();
        var merged = new List<Cluster>();
        foreach (var cluster in clusters.OrderByDescending(cluster => cluster.Count).ThenByDescending(cluster => cluster.CoverId))
        {
            var (x, y) = (WebMercator.X(cluster.Longitude), WebMercator.Y(cluster.Latitude));
            var near = Enumerable.Range(0, 9)
                .SelectMany(i => squares.GetValueOrDefault(((x / cell) + (i % 3) - 1, (y / cell) + (i / 3) - 1)) ?? [])
                .Select(index => (int?)index)
                .FirstOrDefault(index => Math.Abs(WebMercator.X(merged[index!.Value].Longitude) - x) < cell / 2 && Math.Abs(WebMercator.Y(merged[index.Value].Latitude) - y) < cell / 2);
            if (near is { } larger)
            {
                merged[larger] = merged[larger].With(cluster);
                continue;
            }

            if (!squares.TryGetValue((x / cell, y / cell), out var square))
            {
                squares.Add((x / cell, y / cell), square = []);
            }

            square.Add(merged.Count);
            merged.Add(cluster);
        }

        return merged;
    }

    /// <summary>Stays where it is, so that what was compared with it still holds.</summary>
    private Cluster With(Cluster other) => this with
    {
        Count = Count + other.Count,
        Bounds = new GeoBox(
            Math.Min(Bounds.West, other.Bounds.West), Math.Min(Bounds.South, other.Bounds.South), Math.Max(Bounds.East, other.Bounds.East), Math.Max(Bounds.North, other.Bounds.North)),
        FirstCity = string.CompareOrdinal(other.FirstCity, FirstCity) < 0 ? other.FirstCity : FirstCity,
        LastCity = string.CompareOrdinal(other.LastCity, LastCity) > 0 ? other.LastCity : LastCity,
        FirstCountry = string.CompareOrdinal(other.FirstCountry, FirstCountry) < 0 ? other.FirstCountry : FirstCountry,
        LastCountry = string.CompareOrdinal(other.LastCountry, LastCountry) > 0 ? other.LastCountry : LastCountry,
        CoverId = Math.Max(CoverId, other.CoverId),
    };
}

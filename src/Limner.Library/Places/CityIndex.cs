using System.Runtime.InteropServices;
using Limner.Kernel.Text;

namespace Limner.Library.Places;

/// <summary>
/// Cities by where they are. The unit sphere is cut into cubes with edges of <see cref="SearchKm"/>, so that all cities within that distance of a point
/// lie in its cube and the 26 around it, at the poles and the antimeridian as anywhere.
/// </summary>
internal sealed class CityIndex
{
    /// <summary>Kilometres; what is farther away is not looked at.</summary>
    public const double SearchKm = 100;

    /// <summary>Up to here the nearest city gives its name, beyond it only that of its country.</summary>
    private const double CityKm = 50;

    /// <summary>A city of n inhabitants reaches this times the cube root of n: 1.7 km for a village of 1,000, 8 for 100,000, 26 for Berlin.</summary>
    private const double ReachKm = 0.17;

    private const double EarthRadiusKm = 6371.0088;
    private const double Edge = SearchKm / EarthRadiusKm;

    private readonly City[] _cities;
    private readonly Point[] _points;
    private readonly Dictionary<int, Range> _cubes = [];
    private readonly City[] _byPopulation;
    private readonly Lazy<Dictionary<string, City>> _byName;

    public CityIndex(IEnumerable<City> cities)
    {
        var placed = cities.Select(city => (City: city, Point: PointOf(city))).OrderBy(pair => CubeOf(pair.Point)).ToArray();
        _cities = [.. placed.Select(pair => pair.City)];
        _points = [.. placed.Select(pair => pair.Point)];
        for (int start = 0, end; start < _points.Length; start = end)
        {
            var cube = CubeOf(_points[start]);
            for (end = start + 1; end < _points.Length && CubeOf(_points[end]) == cube; end++)
            {
            }

            _cubes.Add(cube, start..end);
        }

        _byPopulation = [.. _cities.OrderByDescending(city => city.Population).ThenBy(city => city.Name, StringComparer.Ordinal)];
        _byName = new(() => _byPopulation.DistinctBy(city => TextFolding.Fold(city.Name)).ToDictionary(city => TextFolding.Fold(city.Name), StringComparer.Ordinal));
    }

    /// <summary>
    /// Of the cities that reach the point the one whose reach is used up least, so that the outskirts of a large city bear its name and a small town
    /// near it keeps its own; where none reaches, the nearest. Null farther than <see cref="SearchKm"/> from all.
    /// </summary>
    public NamedPlace? Find(double latitude, double longitude)
    {
        var here = PointOf(latitude, longitude);
        City? nearest = null, reaching = null;
        double nearestKm = SearchKm, leastShare = 1;
        foreach (var (x, y, z) in Around(here))
        {
            if (!_cubes.TryGetValue(Cube(x, y, z), out var range))
            {
                continue;
            }

            for (var i = range.Start.Value; i < range.End.Value; i++)
            {
                var km = here.KmTo(_points[i]);
                if (km <= nearestKm)
                {
                    (nearest, nearestKm) = (_cities[i], km);
                }

                var share = km / _points[i].ReachKm;
                if (share <= leastShare)
                {
                    (reaching, leastShare) = (_cities[i], share);
                }
            }
        }

        return reaching is not null ? new NamedPlace(reaching.Name, reaching.CountryCode)
            : nearest is null ? null
            : new NamedPlace(nearestKm <= CityKm ? nearest.Name : null, nearest.CountryCode);
    }

    /// <summary>The cities with the most inhabitants in a part of the world, largest first.</summary>
    public IReadOnlyList<City> Largest(GeoBox box, int take) => [.. _byPopulation.Where(city => box.Contains(city.Latitude, city.Longitude)).Take(take)];

    /// <summary>The one with the most inhabitants of the cities called so, in any spelling.</summary>
    public City? FindByName(string name) => _byName.Value.GetValueOrDefault(TextFolding.Fold(name).Trim());

    private static IEnumerable<(int X, int Y, int Z)> Around(Point point)
    {
        var (x, y, z) = (Step(point.X), Step(point.Y), Step(point.Z));
        for (var i = 0; i < 27; i++)
        {
            yield return (x + (i % 3) - 1, y + (i / 3 % 3) - 1, z + (i / 9) - 1);
        }
    }

    private static int CubeOf(Point point) => Cube(Step(point.X), Step(point.Y), Step(point.Z));

    private static int Cube(int x, int y, int z) => (((x * 1024) + y) * 1024) + z;

    private static int Step(float coordinate) => (int)((coordinate + 1) / Edge) + 1;

    private static Point PointOf(City city)
        => PointOf(city.Latitude, city.Longitude) with { ReachKm = (float)(ReachKm * Math.Cbrt(Math.Max(city.Population, 100))) };

    private static Point PointOf(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(latitude));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(longitude));
        return new Point((float)(cosLatitude * cosLongitude), (float)(cosLatitude * sinLongitude), (float)sinLatitude, 0);
    }

    /// <summary>A point of the unit sphere.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Point(float X, float Y, float Z, float ReachKm)
    {
        /// <summary>The great-circle distance, from the length of the chord.</summary>
        public double KmTo(Point other)
        {
            var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
            return 2 * Math.Asin(Math.Min(1, Math.Sqrt((x * x) + (y * y) + (z * z)) / 2)) * EarthRadiusKm;
        }
    }
}

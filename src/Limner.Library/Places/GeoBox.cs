using System.Globalization;

namespace Limner.Library;

/// <summary>A part of the world between two meridians and two parallels, edges included. All in degrees.</summary>
/// <param name="West">-180..180; greater than <paramref name="East"/> where the box crosses the antimeridian.</param>
/// <param name="South">-90..90, at most <paramref name="North"/>.</param>
public readonly record struct GeoBox(double West, double South, double East, double North)
{
    public static readonly GeoBox World = new(-180, -90, 180, 90);

    public bool CrossesAntimeridian => West > East;

    /// <summary>Degrees of longitude from west to east, 0..360.</summary>
    public double Width => CrossesAntimeridian ? East + 360 - West : East - West;

    public bool Contains(double latitude, double longitude)
        => latitude >= South && latitude <= North && (CrossesAntimeridian ? longitude >= West || longitude <= East : longitude >= West && longitude <= East);

    /// <summary><c>west,south,east,north</c>; false for anything else, and for what is not in the world.</summary>
    public static bool TryParse(string text, out GeoBox box)
    {
        box = default;
        var parts = text.Split(',');
        Span<double> numbers = stackalloc double[4];
        if (parts.Length != 4)
        {
            return false;
        }

        for (var i = 0; i < 4; i++)
        {
            var limit = i % 2 == 0 ? 180 : 90;
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !(Math.Abs(numbers[i]) <= limit))
            {
                return false;
            }
        }

        box = new GeoBox(numbers[0], numbers[1], numbers[2], numbers[3]);
        return box.South <= box.North;
    }
}

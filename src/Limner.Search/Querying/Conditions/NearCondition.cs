using System.Globalization;
using System.Linq.Expressions;
using Limner.Library;
using Limner.Search.Map;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>
/// It was taken within a distance of a point. Distances are those of a plane that touches the globe there, which at 500 km and 60 degrees of latitude
/// is some 4 % wrong.
/// </summary>
/// <param name="Latitude">Degrees, -90..90.</param>
/// <param name="Longitude">Degrees, -180..180.</param>
/// <param name="Km">More than 0, at most <see cref="MaxKm"/>.</param>
internal sealed record NearCondition(double Latitude, double Longitude, double Km) : ImageCondition
{
    public const double MaxKm = 500;

    private const double DefaultKm = 25;
    private const double KmPerDegree = 111.195;

    /// <summary><c>37.57,126.98</c>, <c>37.57,126.98,10km</c>, <c>Seoul</c> or <c>Seoul,10km</c>; the city with the most inhabitants of those called so.</summary>
    public static NearCondition? Read(string text, Gazetteer gazetteer)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length is 2 or 3 && TryNumber(parts[0], out var latitude) && TryNumber(parts[1], out var longitude))
        {
            return Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 && ReadKm(parts.ElementAtOrDefault(2)) is { } km ? new NearCondition(latitude, longitude, km) : null;
        }

        return parts.Length is 1 or 2 && gazetteer.FindCity(parts[0]) is { } city && ReadKm(parts.ElementAtOrDefault(1)) is { } around
            ? new NearCondition(city.Latitude, city.Longitude, around)
            : null;
    }

    /// <summary>What is wrong with a text that <see cref="Read"/> does not take: a name that no city has, or a point outside the globe; null: neither.</summary>
    public static string? FaultOf(string text, Gazetteer gazetteer)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return TryNumber(parts[0], out var latitude)
            ? Math.Abs(latitude) > 90 ? "Latitudes lie between -90 and 90 degrees."
                : parts.Length > 1 && TryNumber(parts[1], out var longitude) && Math.Abs(longitude) > 180 ? "Longitudes lie between -180 and 180 degrees." : null
            : parts[0].Length > 0 && char.IsLetter(parts[0], 0) && gazetteer.FindCity(parts[0]) is null ? $"No city that is known is called {parts[0]}." : null;
    }

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var narrowing = Math.Cos(double.DegreesToRadians(Latitude));
        var (high, wide) = (Km / KmPerDegree, Math.Min(180, Km / KmPerDegree / Math.Max(narrowing, 0.001)));
        var locations = db.Set<ImageLocationRow>().Within(new GeoBox(Wrap(Longitude - wide), Math.Max(-90, Latitude - high), Wrap(Longitude + wide), Math.Min(90, Latitude + high)));
        var (latitude, longitude, scale, square) = (Latitude, Longitude, narrowing, high * high);

        // Across the antimeridian the shorter way round is the one that is less than half the globe.
        var taken = locations
            .Where(location =>
                ((location.Latitude - latitude) * (location.Latitude - latitude))
                + (Math.Min(Math.Abs(location.Longitude - longitude), 360 - Math.Abs(location.Longitude - longitude)) * scale
                    * Math.Min(Math.Abs(location.Longitude - longitude), 360 - Math.Abs(location.Longitude - longitude)) * scale) <= square)
            .Select(location => location.ImageId);
        return image => taken.Contains(image.Id);
    }

    private static double Wrap(double longitude) => longitude < -180 ? longitude + 360 : longitude > 180 ? longitude - 360 : longitude;

    private static double? ReadKm(string? text)
    {
        if (text is null)
        {
            return DefaultKm;
        }

        var number = text.EndsWith("km", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        return TryNumber(number.Trim(), out var km) && km is > 0 and <= MaxKm ? km : null;
    }

    private static bool TryNumber(string text, out double number)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}

namespace Limner.Library;

/// <summary>Where a picture was taken, by name.</summary>
/// <param name="City">Left out far from every town.</param>
/// <param name="Country">In English.</param>
/// <param name="CountryCode">ISO 3166-1, two capital letters.</param>
public sealed record PlaceView(string? City, string Country, string CountryCode)
{
    public static PlaceView? From(string? city, string? countryCode, Gazetteer gazetteer)
        => countryCode is null ? null : new PlaceView(city, gazetteer.CountryName(countryCode), countryCode);
}

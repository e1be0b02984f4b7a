using Limner.Library;

namespace Limner.Search.Querying;

/// <summary>A country, a city in it, or a city in any country.</summary>
internal sealed record PlaceFilter(string? CountryCode, string? City)
{
    private const int CodeLength = 2;

    /// <summary><c>KR</c>, <c>KR/Seoul</c>, <c>Seoul</c> or <c>South Korea</c>, in any case. Any text is a place, though perhaps none that there is.</summary>
    public static PlaceFilter Parse(string text, Gazetteer gazetteer)
        => text.Length == CodeLength ? new PlaceFilter(text, null)
            : text.Length > CodeLength && text[CodeLength] == '/' ? new PlaceFilter(text[..CodeLength], text[(CodeLength + 1)..])
            : gazetteer.CountryCode(text) is { } code ? new PlaceFilter(code, null)
            : new PlaceFilter(null, text);

    /// <summary>The filter that finds what was taken there, as <see cref="Parse"/> reads it.</summary>
    public static string Format(string countryCode, string? city) => city is null ? countryCode : $"{countryCode}/{city}";

    public IQueryable<ImageLocationRow> Apply(IQueryable<ImageLocationRow> locations)
    {
        if (CountryCode is { } code)
        {
            locations = locations.Where(location => location.CountryCode == code);
        }

        return City is { } city ? locations.Where(location => location.City == city) : locations;
    }
}

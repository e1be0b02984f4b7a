using Limner.Library;
using Limner.Search.Querying;

namespace Limner.Search.Map;

/// <summary>In degrees.</summary>
internal sealed record BoundsView(double West, double South, double East, double North);

/// <summary>Pictures that a map shows as one.</summary>
/// <param name="Latitude">Degrees, in the midst of most of them.</param>
/// <param name="Longitude">Degrees, in the midst of most of them.</param>
/// <param name="Count">At least 1.</param>
/// <param name="Bounds">Where they lie.</param>
/// <param name="Place">What all of them have in common: the city, or the country alone; left out when they have neither.</param>
/// <param name="Cover">One of them, the last that was added.</param>
internal sealed record ClusterView(double Latitude, double Longitude, int Count, BoundsView Bounds, PlaceView? Place, ImageSummary Cover);

/// <summary>The pictures of a part of the world.</summary>
/// <param name="Items">Largest first; their counts add up to <paramref name="Total"/>.</param>
internal sealed record MapView(IReadOnlyList<ClusterView> Items, int Total);

/// <summary>How many pictures were taken in a city.</summary>
/// <param name="Name">Left out: somewhere in the country, far from every town.</param>
/// <param name="Place">The filter that finds them.</param>
internal sealed record CityView(string? Name, string Place, int Count, ImageSummary Cover);

/// <summary>How many pictures were taken in a country, and in its cities.</summary>
/// <param name="Code">ISO 3166-1, two capital letters.</param>
/// <param name="Name">In English.</param>
/// <param name="Place">The filter that finds them.</param>
/// <param name="Cities">Those with the most pictures first.</param>
internal sealed record CountryView(string Code, string Name, string Place, int Count, ImageSummary Cover, IReadOnlyList<CityView> Cities);

/// <param name="Items">Countries with the most pictures first.</param>
/// <param name="Nameless">Pictures with a position, at sea or far from every town.</param>
internal sealed record PlacesView(IReadOnlyList<CountryView> Items, int Nameless);

/// <summary>A city for the map to name.</summary>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
internal sealed record CityLabelView(string Name, double Latitude, double Longitude, long Population);

internal sealed record CityLabelsView(IReadOnlyList<CityLabelView> Items);

namespace Limner.Library;

/// <summary>A populated place of the gazetteer.</summary>
/// <param name="CountryCode">ISO 3166-1, two capital letters.</param>
/// <param name="Latitude">Degrees, -90..90.</param>
/// <param name="Longitude">Degrees, -180..180.</param>
/// <param name="Population">0: not known.</param>
public sealed record City(string Name, string CountryCode, double Latitude, double Longitude, long Population);

/// <summary>What is called so where a picture was taken.</summary>
/// <param name="City">Null far from every town.</param>
public readonly record struct NamedPlace(string? City, string CountryCode);

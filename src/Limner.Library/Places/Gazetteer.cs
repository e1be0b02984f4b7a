using System.Diagnostics;
using Limner.Library.Places;
using Microsoft.Extensions.Logging;

namespace Limner.Library;

/// <summary>
/// Names of places by their coordinates, from files beside the server (GeoNames), read at the first question. Without them every place is
/// nameless, and nothing else is lacking.
/// </summary>
public sealed class Gazetteer
{
    /// <summary>Raise it when the same coordinates would be named otherwise: rule or data.</summary>
    private const int CurrentVersion = 1;

    private readonly string _directory;
    private readonly ILogger<Gazetteer> _logger;
    private readonly Lazy<Content> _content;

    internal Gazetteer(string directory, ILogger<Gazetteer> logger)
    {
        _directory = directory;
        _logger = logger;
        _content = new Lazy<Content>(Load);
    }

    /// <summary>Which naming is in force; 0 when there is none.</summary>
    public int Version => _content.Value.Problem is null ? CurrentVersion : 0;

    /// <summary>Why places have no names, or null. Asked before the first place, it only looks whether the files are there: health is asked often, and early.</summary>
    public string? Problem => _content.IsValueCreated ? _content.Value.Problem
        : new[] { CitiesFile, CountriesFile }.FirstOrDefault(file => !File.Exists(file)) is { } missing ? Unreadable($"{missing} is missing.")
        : null;

    private string CitiesFile => Path.Combine(_directory, "cities.pbf");

    private string CountriesFile => Path.Combine(_directory, "countries.json");

    /// <param name="latitude">Degrees, -90..90.</param>
    /// <param name="longitude">Degrees, -180..180.</param>
    /// <returns>Null far from every town.</returns>
    public NamedPlace? Find(double latitude, double longitude) => _content.Value.Cities.Find(latitude, longitude);

    /// <summary>The cities with the most inhabitants in a part of the world, largest first.</summary>
    public IReadOnlyList<City> Largest(GeoBox box, int take) => _content.Value.Cities.Largest(box, take);

    /// <summary>The city with the most inhabitants of those called so, in any case and with or without accents; null when there is none.</summary>
    public City? FindCity(string name) => _content.Value.Cities.FindByName(name);

    /// <summary>The English name of a country; its code where it has none.</summary>
    public string CountryName(string code) => _content.Value.Countries.Of(code)[0];

    /// <summary>All English names of a country, abbreviations too.</summary>
    public IReadOnlyList<string> CountryNames(string code) => _content.Value.Countries.Of(code);

    /// <summary>The code of a country by its code or a name, in any case; null when there is none.</summary>
    public string? CountryCode(string nameOrCode) => _content.Value.Countries.CodeOf(nameOrCode);

    private Content Load()
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            var cities = CityFile.Read(CitiesFile);
            var content = new Content(new CityIndex(cities), Places.CountryNames.Read(CountriesFile), null);
            Log.GazetteerLoaded(_logger, cities.Count, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return content;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.GazetteerMissing(_logger, failure);
            return new Content(new CityIndex([]), new CountryNames([]), Unreadable(failure.Message));
        }
    }

    private static string Unreadable(string why) => $"The list of places cannot be read: {why}";

    private sealed record Content(CityIndex Cities, CountryNames Countries, string? Problem);
}

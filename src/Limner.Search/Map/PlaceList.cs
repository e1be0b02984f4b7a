using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Map;

/// <summary>The countries and cities that pictures were taken in, with counts. Two statements.</summary>
internal sealed class PlaceList(IDatabase database, Visibility visibility, Gazetteer gazetteer)
{
    /// <summary>Cities of one answer, those with the most pictures; countries count all of theirs.</summary>
    private const int MaxCities = 2000;

    public Task<PlacesView> FindAsync(long userId, ImageFilter filter, CancellationToken cancellation)
        => database.SnapshotAsync((db, token) => FindAsync(db, Searcher.For(visibility, userId), filter, token), cancellation);

    private async Task<PlacesView> FindAsync(LimnerDb db, Searcher searcher, ImageFilter filter, CancellationToken cancellation)
    {
        var places = await filter.Apply(db, searcher)
            .Join(db.Set<ImageLocationRow>(), image => image.Id, location => location.ImageId, (_, location) => location)
            .GroupBy(location => new { location.CountryCode, location.City })
            .Select(group => new { group.Key.CountryCode, group.Key.City, Count = group.Count(), CoverId = group.Max(location => location.ImageId) })
            .ToListAsync(cancellation);
        var named = places.Where(place => place.CountryCode is not null).ToList();
        var cities = named.OrderByDescending(place => place.Count).ThenBy(place => place.City, StringComparer.Ordinal).Take(MaxCities).ToLookup(place => place.CountryCode!);
        var countries = named.GroupBy(place => place.CountryCode!)
            .Select(country => new { Code = country.Key, Count = country.Sum(place => place.Count), CoverId = country.Max(place => place.CoverId) })
            .OrderByDescending(country => country.Count).ThenBy(country => country.Code, StringComparer.Ordinal)
            .ToList();
        var covers = await ImageSummaries.OfCoversAsync(
            db, searcher, cities.SelectMany(country => country).Select(place => place.CoverId).Concat(countries.Select(country => country.CoverId)), cancellation);
        return new PlacesView(
            [
                .. countries.Select(country => new CountryView(
                    country.Code,
                    gazetteer.CountryName(country.Code),
                    PlaceFilter.Format(country.Code, null),
                    country.Count,
                    covers[country.CoverId],
                    [.. cities[country.Code].Select(city => new CityView(city.City, PlaceFilter.Format(country.Code, city.City), city.Count, covers[city.CoverId]))])),
            ],
            places.Where(place => place.CountryCode is null).Sum(place => place.Count));
    }
}

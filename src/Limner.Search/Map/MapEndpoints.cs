using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Fusion;
using Limner.Search.Querying;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Map;

internal static class MapEndpoints
{
    private const int MaxLabels = 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Search");
        group.MapGet("/images/map", MapAsync).WithName("GetMap").WithSummary("The pictures of a part of the world as clusters with counts, with the filters of the list");
        group.MapGet("/places", PlacesAsync).WithName("ListPlaces").WithSummary("The countries and cities that pictures were taken in, with the filters of the list");
        group.MapGet("/places/labels", Labels).WithName("ListPlaceLabels").WithSummary("The largest cities of a part of the world, for a map to name");
    }

    /// <param name="mode"><c>text</c> or left out: a map knows words as text.</param>
    private static async Task<Ok<MapView>> MapAsync(ImageMap map, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, [FromQuery] int? zoom, string? mode, CancellationToken cancellation)
    {
        SearchModes.EnsureText(mode);
        return TypedResults.Ok(await map.FindAsync(user.Id, ImageFilter.Parse(asked, gazetteer), zoom ?? 0, cancellation));
    }

    /// <param name="mode"><c>text</c> or left out: places know words as text.</param>
    private static async Task<Ok<PlacesView>> PlacesAsync(PlaceList places, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, string? mode, CancellationToken cancellation)
    {
        SearchModes.EnsureText(mode);
        return TypedResults.Ok(await places.FindAsync(user.Id, ImageFilter.Parse(asked, gazetteer), cancellation));
    }

    private static Ok<CityLabelsView> Labels(Gazetteer gazetteer, [FromQuery] string? bbox, [FromQuery] int? limit)
    {
        var box = GeoBox.World;
        if (!string.IsNullOrWhiteSpace(bbox) && !GeoBox.TryParse(bbox, out box))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("It reads west,south,east,north in degrees.", "bbox"));
        }

        var cities = gazetteer.Largest(box, Math.Clamp(limit ?? MaxLabels, 1, MaxLabels));
        return TypedResults.Ok(new CityLabelsView([.. cities.Select(city => new CityLabelView(city.Name, city.Latitude, city.Longitude, city.Population))]));
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Limner.Host.Http;

/// <summary>What answers at the root.</summary>
/// <param name="Name">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Api">Where the API begins.</param>
/// <param name="Docs">Where it is described.</param>
internal sealed record ApiInformationView(string Name, string Version, string Api, string Docs);

internal static class ApiInformation
{
    public static string Version { get; } = typeof(ApiInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Open to anybody, because the same address serves the sign-in page to browsers; it tells nothing that page does not.</summary>
    public static void MapApiInformation(this IEndpointRouteBuilder routes)
        => routes.MapGet("/", Answer).AllowAnonymous().WithName("GetApiInformation").WithSummary("Name, version and addresses of the API").WithTags("Operations");

    private static Ok<ApiInformationView> Answer() => TypedResults.Ok(new ApiInformationView("Limner", Version, ApiRoutes.Prefix, "/docs"));
}

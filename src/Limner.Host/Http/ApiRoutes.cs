namespace Limner.Host.Http;

internal static class ApiRoutes
{
    public const string Prefix = "/api/v1";

    /// <summary>The group every module maps its endpoints into: signed-in users only, unless an endpoint says otherwise.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes) => routes.MapGroup(Prefix).RequireAuthorization();
}

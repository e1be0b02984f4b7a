namespace Limner.Host.Http;

internal static class ApiRoutes
{
    public const string Prefix = "/api/v1";

    /// <summary>The group every module maps its endpoints into: signed-in users only, unless an endpoint says otherwise.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Prefix).RequireAuthorization();
        ((IEndpointConventionBuilder)api).Add(AnswerHead);
        return api;
    }

    /// <summary>HEAD is GET without the body, which Kestrel leaves out.</summary>
    private static void AnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: [var only] } methods && HttpMethods.IsGet(only))
        {
            endpoint.Metadata.Remove(methods);
            endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Limner.Accounts.Access;

/// <summary>What a request asked for, for the security events: the route as it is declared, never the address with what people put into it.</summary>
public static class RouteName
{
    public static string Of(HttpContext context)
        => context.GetEndpoint() is RouteEndpoint endpoint ? $"{context.Request.Method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}" : "an address that is not there";
}

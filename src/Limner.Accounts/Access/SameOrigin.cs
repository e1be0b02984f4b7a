using Limner.Accounts.ApiKeys;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Access;

/// <summary>
/// Refuses what another site's page makes a browser send here. The cookie is SameSite=Strict already; this also covers other ports and
/// names of the same site, and the sign-in itself, which has no cookie yet. Browsers say where a request comes from
/// (<c>Sec-Fetch-Site</c>, or <c>Origin</c>). Whatever carries the session's cookie must say that it comes from here; programs that carry
/// no cookie, or a key of their own, need to say nothing. Handshakes of web sockets count as unsafe although they are GETs.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, ISecurityEvents events)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsSafe(request) || IsFromHere(request))
        {
            return next(context);
        }

        events.Record(new SecurityEvent(SecurityEventKind.CrossSiteRefused, Subject: RouteName.Of(context)));
        throw new LimnerException(ErrorCatalogue.Authorization, "The request does not come from this site's own pages. Programs send the header Origin with this server's address, or an API key.");
    }

    private static bool IsSafe(HttpRequest request)
        => (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method))
            && !request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);

    private static bool IsFromHere(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        var saysNothing = !request.Cookies.ContainsKey(SessionCookie.Name) || ApiKeyAuthentication.IsAsked(request);
        return (site, origin) switch
        {
            ("", "") => saysNothing,
            // A person's own doing (an address typed in): no page's, but no page of this site sends anything that way either.
            ("none", _) => saysNothing,
            ("", _) => IsThisServer(origin, request),
            _ => site == "same-origin",
        };
    }

    /// <summary>
    /// As a browser spells an origin, and nothing else that leads to the same host. Behind a proxy that ends TLS the scheme is what the
    /// proxy says, if it is one that is named.
    /// </summary>
    private static bool IsThisServer(string origin, HttpRequest request)
    {
        var own = request.Host.Port is not { } port || port == (request.IsHttps ? 443 : 80) ? request.Host.Host : $"{request.Host.Host}:{port}";
        return string.Equals(origin, $"{request.Scheme}://{own}", StringComparison.OrdinalIgnoreCase);
    }
}

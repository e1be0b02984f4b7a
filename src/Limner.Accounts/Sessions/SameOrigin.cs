using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Refuses what another site's page makes a browser send here. The cookie is SameSite=Strict already; this also covers other ports and
/// names of the same site, and the sign-in itself, which has no cookie yet. Browsers say where a request comes from
/// (<c>Sec-Fetch-Site</c>, or <c>Origin</c>); programs that are not browsers say nothing, and have no cookies that are not their own.
/// Handshakes of web sockets count as unsafe although they are GETs.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsSafe(request) || IsFromHere(request))
        {
            return next(context);
        }

        throw new LimnerException(ErrorCatalogue.Authorization, "The request comes from another site's page.");
    }

    private static bool IsSafe(HttpRequest request)
        => (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method))
            && !request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);

    private static bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is "same-origin" or "none";
        }

        // The scheme is not compared: behind a proxy that ends TLS this server sees http where the browser says https.
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
                && (request.Host.Port is { } port ? uri.Port == port : uri.IsDefaultPort);
        }

        // No browser known sends a form across sites without either; if one did, it could not send anything but these types.
        return !request.Cookies.ContainsKey(SessionCookie.Name) || !IsForm(request.ContentType);
    }

    private static bool IsForm(string? contentType)
        => contentType is not null && MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType == "application/x-www-form-urlencoded" || type.MediaType == "multipart/form-data" || type.MediaType == "text/plain");
}

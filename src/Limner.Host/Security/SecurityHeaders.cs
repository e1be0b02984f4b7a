using Limner.Operations.Configuration;
using Microsoft.Extensions.Options;

namespace Limner.Host.Security;

/// <summary>
/// Headers that tell a browser what this site never does. Styles may be inline because the component library sets them on elements;
/// scripts may not.
/// </summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptionsMonitor<SecurityOptions>>();
        app.Use((context, next) =>
        {
            if (options.CurrentValue.EnableSecurityHeaders)
            {
                // At the last moment: the exception handler clears what was set before it.
                context.Response.OnStarting(SetAsync, context.Response.Headers);
            }

            return next(context);
        });
    }

    private static Task SetAsync(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}

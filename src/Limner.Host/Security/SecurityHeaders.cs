using Limner.Host.Problems;
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

    /// <summary>Opened by itself, a file can run, load and embed nothing, and is of no origin.</summary>
    private const string FilePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";

    private const string PermissionsPolicy = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptionsMonitor<SecurityOptions>>();
        app.Use((context, next) =>
        {
            if (options.CurrentValue.EnableSecurityHeaders)
            {
                // At the last moment: the exception handler clears what was set before it.
                context.Response.OnStarting(SetAsync, context);
            }

            return next(context);
        });
    }

    private static Task SetAsync(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = IsFile(context) ? FilePolicy : ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return Task.CompletedTask;
    }

    /// <summary>What the API sends and is not JSON is somebody's file, or made from one.</summary>
    private static bool IsFile(HttpContext context)
        => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && context.Response.ContentType is { } type
            && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            && !type.StartsWith(ProblemDocument.ContentType, StringComparison.OrdinalIgnoreCase);
}

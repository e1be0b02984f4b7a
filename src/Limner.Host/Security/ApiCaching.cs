using Limner.Host.Http;
using Microsoft.Net.Http.Headers;

namespace Limner.Host.Security;

/// <summary>
/// What the API answers is somebody's: nothing keeps it unless the endpoint says that it may be kept, and what may be kept is for who
/// asked alone, also where two people use one browser.
/// </summary>
internal static class ApiCaching
{
    private static readonly string[] WhoAsks = [HeaderNames.Cookie, "X-Api-Key", HeaderNames.Authorization];

    public static void UseApiCaching(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(ApiRoutes.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.OnStarting(SetAsync, context.Response);
        }

        return next(context);
    });

    private static Task SetAsync(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "private, no-store";
        }
        else if (!headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase))
        {
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, WhoAsks);
        }

        return Task.CompletedTask;
    }
}

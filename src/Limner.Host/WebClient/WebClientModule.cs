using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Limner.Host.WebClient;

/// <summary>
/// The browser's side: files under <c>wwwroot</c>, open to anybody since they hold nothing but the client, and <c>index.html</c> for every
/// address a person can be at inside the client.
/// </summary>
internal static class WebClientModule
{
    private static readonly PathString[] NotPages = ["/api", "/hubs", "/openapi", "/docs", "/health", "/assets"];

    public static void AddWebClient(this IServiceCollection services)
        => services.AddResponseCompression(options =>
        {
            // Over plain HTTP only: under TLS, the proxy's too where it is named, an answer that mixes a secret with what an attacker may
            // choose would give the secret away by its length, asked for often enough (BREACH). Without TLS whoever can see the length
            // can read the answer.
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "image/svg+xml"];
        });

    public static void UseWebClient(this WebApplication app)
    {
        if (!Directory.Exists(app.Environment.WebRootPath))
        {
            return;
        }

        var files = new PhysicalFileProvider(app.Environment.WebRootPath);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = SetCaching });
        app.Use((context, next) => IsPage(context) ? SendIndexAsync(context, files, next) : next(context));
    }

    private static bool IsPage(HttpContext context)
        => (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && (context.GetEndpoint() is null || context.Request.Path == "/")
            && !NotPages.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
            && PrefersHtml(context.Request);

    /// <summary>Browsers ask for text/html when they go to an address; programs ask for JSON or for anything.</summary>
    private static bool PrefersHtml(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality(accepted, "text/html") is { } html && html >= (Quality(accepted, "application/json") ?? 0);
    }

    private static double? Quality(IEnumerable<MediaTypeHeaderValue> accepted, string mediaType)
        => accepted.Where(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)).Select(type => type.Quality ?? 1).Cast<double?>().Max();

    private static async Task SendIndexAsync(HttpContext context, PhysicalFileProvider files, RequestDelegate next)
    {
        var index = files.GetFileInfo("index.html");
        if (!index.Exists)
        {
            await next(context);
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.SendFileAsync(index, context.RequestAborted);
        }
    }

    /// <summary>Vite puts a hash of the content into the names under /assets; everything else may change under its name.</summary>
    private static void SetCaching(StaticFileResponseContext context)
        => context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}

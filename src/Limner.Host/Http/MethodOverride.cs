namespace Limner.Host.Http;

/// <summary>
/// <c>X-HTTP-Method-Override</c>, for clients of resumable uploads behind proxies that know only GET and POST (tus 1.0.0, section X-HTTP-Method-Override). Nowhere
/// else, and for no method that a browser sends without asking: who may do what is decided by the method that comes out.
/// </summary>
internal static class MethodOverride
{
    private const string Header = "X-HTTP-Method-Override";
    private static readonly PathString Uploads = new(ApiRoutes.Prefix + "/uploads");
    private static readonly string[] Methods = [HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Head];

    /// <summary>Before routing, which goes by the method.</summary>
    public static void UseMethodOverride(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (HttpMethods.IsPost(request.Method)
            && request.Headers.TryGetValue(Header, out var wanted)
            && request.Path.StartsWithSegments(Uploads, StringComparison.OrdinalIgnoreCase)
            && Methods.FirstOrDefault(method => HttpMethods.Equals(method, wanted.ToString())) is { } method)
        {
            request.Method = method;
        }

        return next(context);
    });
}

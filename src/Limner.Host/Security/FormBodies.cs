using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Microsoft.Net.Http.Headers;

namespace Limner.Host.Security;

/// <summary>
/// Refuses bodies of the three types that a browser sends to another site without asking that site first, save where files are taken:
/// so no page elsewhere can send anything that this server reads.
/// </summary>
internal static class FormBodies
{
    private static readonly string[] Forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

    public static void UseFormBodies(this IApplicationBuilder app) => app.Use((context, next)
        => IsForm(context.Request.ContentType) && context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<AcceptsForms>() is null
            ? throw new LimnerException(ErrorCatalogue.MediaTypeUnsupported)
            : next(context));

    private static bool IsForm(string? contentType)
        => contentType is not null && (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            ? Forms.Contains(parsed.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            : Forms.Any(form => contentType.Contains(form, StringComparison.OrdinalIgnoreCase)));
}

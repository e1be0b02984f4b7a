using System.Diagnostics;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Limner.Host.Problems;

/// <summary>Writes failures as problem documents.</summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json)
{
    public Task WriteAsync(HttpContext context, Failure failure, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var error = failure.Error;
        var document = new ProblemDocument(
            $"/docs/errors#{error.Code}",
            error.Title,
            error.Status,
            error.Code,
            error.Remedy,
            TraceId(context),
            failure.Detail,
            failure.Field,
            errors ?? (failure is { Field: { } field, Detail: { } detail } ? new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] } : null));
        context.Response.StatusCode = error.Status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(document, json.Value.SerializerOptions, ProblemDocument.ContentType, context.RequestAborted);
    }

    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}

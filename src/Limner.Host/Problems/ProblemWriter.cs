using System.Diagnostics;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Limner.Host.Problems;

/// <summary>Writes failures as problem documents.</summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json)
{
    /// <summary>Names of fields come from the request.</summary>
    private const int MaxFieldLength = 100;

    public async Task WriteAsync(HttpContext context, Failure failure, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var error = failure.Error;
        var field = failure.Field is { Length: > MaxFieldLength } tooLong ? tooLong[..MaxFieldLength] : failure.Field;
        var document = new ProblemDocument(
            $"/docs/errors#{error.Code}",
            error.Title,
            error.Status,
            error.Code,
            error.Remedy,
            TraceId(context),
            failure.Detail,
            field,
            failure.Position,
            failure.Length,
            errors ?? (field is not null && failure.Detail is { } detail ? new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] } : null));
        context.Response.StatusCode = error.Status;
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await context.Response.WriteAsJsonAsync(document, json.Value.SerializerOptions, ProblemDocument.ContentType, context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Who asked has gone, and nothing is wrong; thrown out of the exception handler it would be an error with its trace in the log.
        }
    }

    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}

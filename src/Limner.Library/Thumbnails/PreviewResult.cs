using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Limner.Library.Thumbnails;

/// <summary>Sends a preview, or that the client's own copy is still right.</summary>
/// <param name="mayBeKept">
/// With a version in the address the bytes behind it never change; without one a new version of the image must be noticed.
/// </param>
internal sealed class PreviewResult(Preview preview, bool mayBeKept) : IResult
{
    private static readonly StringValues Kept = "private, max-age=31536000, immutable";
    private static readonly StringValues AskedAgain = "private, no-cache";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = mayBeKept ? Kept : AskedAgain;
        response.Headers.ETag = preview.EntityTag;
        response.Headers.Vary = HeaderNames.Accept;
        if (IsKnown(httpContext.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.Headers.ContentType = preview.MediaType;
        response.ContentLength = preview.Bytes.Length;
        return HttpMethods.IsHead(httpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(preview.Bytes, httpContext.RequestAborted).AsTask();
    }

    private bool IsKnown(StringValues tags)
    {
        if (tags.Count == 0)
        {
            return false;
        }

        // Weakly compared (RFC 9110, 13.1.2).
        var own = new EntityTagHeaderValue(preview.EntityTag.ToString());
        return EntityTagHeaderValue.TryParseList(tags, out var known)
            && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: false));
    }
}

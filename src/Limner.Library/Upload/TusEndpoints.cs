using System.Globalization;
using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Limner.Library.Upload;

/// <summary>An endpoint that takes bodies as large as they are; it counts them itself.</summary>
internal sealed record TakesUploads : IRequestSizeLimitMetadata
{
    public static readonly TakesUploads Instance = new();

    public long? MaxRequestBodySize => null;
}

/// <summary>
/// Resumable uploads as tus 1.0.0 has them, with the extensions creation, creation-with-upload, expiration, termination and checksum; and what became of them
/// as JSON.
/// </summary>
internal static class TusEndpoints
{
    private const string NewestFirst = "newest";
    private static readonly DateTimeOffset EarliestTime = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset LatestTime = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Map(IEndpointRouteBuilder api)
    {
        // Asking where an upload stands is part of sending it: a key that may only write can do that too.
        var uploads = api.MapGroup("/uploads").WithTags("Uploads").WithMetadata(RequiredPermission.Write).AddEndpointFilter(SpeakTusAsync);
        uploads.MapMethods("/", [HttpMethods.Options], Capabilities).WithName("DescribeUploads").WithSummary("What of the upload protocol (tus 1.0.0) is spoken here, in headers")
            .Produces(StatusCodes.Status204NoContent);
        uploads.MapGet("/", ListAsync).WithName("ListUploads").WithSummary("Your uploads of the last days, the newest first: unfinished ones, and what became of the others");
        uploads.MapPost("/", CreateAsync).WithName("CreateUpload").WithSummary("Begin an upload (tus: creation), with its first part or all of it in the body if it likes")
            .Produces<UploadView>(StatusCodes.Status201Created).WithMetadata(TakesUploads.Instance).DisableRequestTimeout();
        uploads.MapGet("/{id}", GetAsync).WithName("GetUpload").WithSummary("Where an upload stands and what became of it; HEAD answers with its offset (tus)");
        uploads.MapPatch("/{id}", AppendAsync).WithName("AppendToUpload").WithSummary("Send the next part (tus); an empty one after the last tries again to store the file")
            .Produces(StatusCodes.Status204NoContent).WithMetadata(TakesUploads.Instance).DisableRequestTimeout();
        uploads.MapDelete("/{id}", DeleteAsync).WithName("DeleteUpload").WithSummary("Give an upload up (tus: termination); a file that has been stored stays");
    }

    /// <summary>What a file is to be, from the pairs that a client sends along.</summary>
    /// <exception cref="LimnerException"><c>validation</c>, <c>not_found</c> (a folder that can be none).</exception>
    internal static NewUpload Describe(IReadOnlyDictionary<string, string> pairs, long? length, string? metadata)
    {
        var path = pairs.GetValueOrDefault("relative_path") is { Length: > 0 } relative ? relative : pairs.GetValueOrDefault("filename");
        if (string.IsNullOrEmpty(path))
        {
            throw TusHeaders.Invalid(TusHeaders.Metadata, "filename, or relative_path for a file of a directory, says what the file is called.");
        }

        var keep = pairs.GetValueOrDefault("duplicates") switch
        {
            null or "" or "skip" => false,
            "keep" => true,
            _ => throw TusHeaders.Invalid(TusHeaders.Metadata, "duplicates is skip or keep."),
        };
        return new NewUpload(
            pairs.GetValueOrDefault("folder") is { Length: > 0 } folder ? FolderGate.ParseId(folder) : null, path, length, Time(pairs.GetValueOrDefault("last_modified")), keep, metadata);
    }

    private static async ValueTask<object?> SpeakTusAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        TusHeaders.Answer(context.HttpContext.Response, TusHeaders.Resumable, TusHeaders.Spoken);
        return await next(context);
    }

    private static NoContent Capabilities(HttpResponse response, UploadDrafts drafts)
    {
        response.Headers[TusHeaders.Version] = TusHeaders.Spoken;
        response.Headers[TusHeaders.Extension] = TusHeaders.Extensions;
        response.Headers[TusHeaders.ChecksumAlgorithm] = TusHeaders.Algorithms;
        response.Headers[TusHeaders.MaxSize] = Text(drafts.MaxLength);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<UploadView>>> ListAsync(
        [FromQuery] int? limit, [FromQuery] string? cursor, IDatabase database, UploadQueries queries, ICurrentUser user, TimeProvider clock, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, NewestFirst, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor is not one of this list.", "cursor"));
        }

        await using var db = database.Read();
        var (length, now, userId) = (PageLimits.Clamp(limit), clock.GetUtcNow(), user.Id);
        var rows = await db.Set<UploadRow>().Where(row => row.UserId == userId && row.ExpiresAt > now && (after == null || row.Id < after.Id))
            .OrderByDescending(row => row.Id).Take(length + 1).ToListAsync(cancellation);
        var next = rows.Count > length ? new Cursor(NewestFirst, string.Empty, rows[length - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<UploadView>(await queries.ViewAsync(db, userId, [.. rows.Take(length)], cancellation), next));
    }

    private static async Task<Created<UploadView>> CreateAsync(
        HttpContext context, IDatabase database, UploadDrafts drafts, Uploads uploads, UploadQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        TusHeaders.RequireVersion(context);
        var headers = context.Request.Headers;
        if (headers.ContainsKey(TusHeaders.DeferLength))
        {
            throw TusHeaders.Invalid(TusHeaders.DeferLength, "The length has to be known: send Upload-Length.");
        }

        var length = TusHeaders.Number(headers, TusHeaders.Length) ?? throw TusHeaders.Invalid(TusHeaders.Length, "The file's length in bytes.");
        var body = HasBody(context.Request);
        if (body)
        {
            RequirePartType(context.Request);
        }

        if (context.Request.ContentLength > length)
        {
            throw new LimnerException(ErrorCatalogue.PayloadTooLarge, $"The upload is said to have {length} bytes.");
        }

        var checksum = TusHeaders.ReadChecksum(headers);
        string? metadata = headers[TusHeaders.Metadata];
        TusHeaders.Answer(context.Response, TusHeaders.MaxSize, Text(drafts.MaxLength));
        var userId = user.Id;
        var upload = await drafts.BeginAsync(userId, Describe(TusHeaders.ReadMetadata(metadata), length, metadata), cancellation);
        var address = $"/api/v1/uploads/{PublicId.Format(IdPrefixes.Upload, upload.Id)}";
        long offset = 0;
        if (body)
        {
            // If this part is refused, the client can still go on with the upload, or ask what became of it.
            TusHeaders.Answer(context.Response, HeaderNames.Location, address);
            (upload, offset) = await AppendFirstAsync(upload, context.Request, checksum, uploads, cancellation);
        }

        WriteState(context.Response, upload, offset);
        await using var db = database.Read();
        return TypedResults.Created(address, (await queries.ViewAsync(db, userId, [upload], cancellation))[0]);
    }

    private static async Task<(UploadRow Upload, long Offset)> AppendFirstAsync(
        UploadRow upload, HttpRequest request, PartChecksum? checksum, Uploads uploads, CancellationToken cancellation)
    {
        try
        {
            return await uploads.AppendAsync(upload, 0, request.Body, request.ContentLength, checksum, cancellation);
        }
        catch (Exception exception) when (exception is not LimnerException)
        {
            // The line went dead before the client was told where to go on.
            await uploads.DeleteAsync(upload, CancellationToken.None);
            throw;
        }
    }

    private static async Task<Results<Ok<UploadView>, NoContent>> GetAsync(
        string id, HttpContext context, IDatabase database, Uploads uploads, UploadQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        var upload = await FindAsync(id, uploads, user, cancellation);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            TusHeaders.RequireVersion(context);
            (upload, var offset) = await uploads.LookAsync(upload, cancellation);
            WriteState(context.Response, upload, offset);
            context.Response.Headers[TusHeaders.Length] = Text(upload.Length ?? offset);
            if (upload.Metadata is not null)
            {
                context.Response.Headers[TusHeaders.Metadata] = upload.Metadata;
            }

            return TypedResults.NoContent();
        }

        await using var db = database.Read();
        return TypedResults.Ok((await queries.ViewAsync(db, user.Id, [upload], cancellation))[0]);
    }

    private static async Task<NoContent> AppendAsync(string id, HttpContext context, Uploads uploads, ICurrentUser user, CancellationToken cancellation)
    {
        var upload = await FindAsync(id, uploads, user, cancellation);
        TusHeaders.RequireVersion(context);
        RequirePartType(context.Request);
        var headers = context.Request.Headers;
        var offset = TusHeaders.Number(headers, TusHeaders.Offset) ?? throw TusHeaders.Invalid(TusHeaders.Offset, "Where the part begins.");
        if (TusHeaders.Number(headers, TusHeaders.Length) is { } length && length != upload.Length)
        {
            throw TusHeaders.Invalid(TusHeaders.Length, "The length of an upload does not change.");
        }

        try
        {
            (upload, offset) = await uploads.AppendAsync(upload, offset, context.Request.Body, context.Request.ContentLength, TusHeaders.ReadChecksum(headers), cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.UploadOffset)
        {
            TusHeaders.Answer(context.Response, TusHeaders.Offset, Text(uploads.OffsetOf(upload)));
            throw;
        }

        WriteState(context.Response, upload, offset);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DeleteAsync(string id, Uploads uploads, ICurrentUser user, CancellationToken cancellation)
    {
        await uploads.DeleteAsync(await FindAsync(id, uploads, user, cancellation), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<UploadRow> FindAsync(string id, Uploads uploads, ICurrentUser user, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.Upload, id, out var number) ? await uploads.FindAsync(user.Id, number, cancellation) ?? throw Uploads.NoUpload() : throw Uploads.NoUpload();

    private static void WriteState(HttpResponse response, UploadRow upload, long offset)
    {
        response.Headers[TusHeaders.Offset] = Text(offset);
        response.Headers[TusHeaders.Expires] = HeaderUtilities.FormatDate(upload.ExpiresAt);
        response.Headers.CacheControl = "no-store";
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0 || request.ContentType is not null;

    private static void RequirePartType(HttpRequest request)
    {
        if (!string.Equals(request.ContentType, TusHeaders.PartType, StringComparison.OrdinalIgnoreCase))
        {
            throw new LimnerException(ErrorCatalogue.MediaTypeUnsupported, $"Parts of uploads are sent as {TusHeaders.PartType}.");
        }
    }

    /// <summary>Milliseconds since 1970, as browsers have a file's time; what no calendar has is left out.</summary>
    private static DateTimeOffset? Time(string? milliseconds)
    {
        if (string.IsNullOrEmpty(milliseconds))
        {
            return null;
        }

        if (!long.TryParse(milliseconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw TusHeaders.Invalid(TusHeaders.Metadata, "last_modified is a number of milliseconds since 1970.");
        }

        return number >= EarliestTime.ToUnixTimeMilliseconds() && number < LatestTime.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Safety.Files;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Limner.Library.Upload;

/// <summary>What became of one file of a form.</summary>
/// <param name="FileName">As it was sent.</param>
/// <param name="Upload">Null for one that was refused before it was begun.</param>
/// <param name="Error">Why it is not in the library.</param>
internal sealed record FormFileResult(string FileName, UploadView? Upload, UploadError? Error);

/// <summary>The files of a form, in the order they were sent.</summary>
internal sealed record FormUploadResult(IReadOnlyList<FormFileResult> Items);

/// <summary>
/// Several files at once as browsers' forms and curl send them. Each goes to the disk as it comes, and has a result of its own: one that is refused keeps no
/// other out. What is cut off begins anew; large files are better sent by tus.
/// </summary>
internal static class FormUploadEndpoint
{
    private const int MaxFiles = 100;

    public static void Map(IEndpointRouteBuilder api)
        => api.MapPost("/upload", UploadAsync).WithName("Upload").WithTags("Uploads").WithSummary("Send files as multipart/form-data; each has a result of its own")
            .Accepts<IFormFileCollection>("multipart/form-data")
            .WithMetadata(AcceptsForms.Instance, TakesUploads.Instance)
            .DisableRequestTimeout();

    private static async Task<Ok<FormUploadResult>> UploadAsync(
        [FromQuery] string? folder,
        [FromQuery] string? duplicates,
        HttpContext context,
        IDatabase database,
        UploadDrafts drafts,
        Uploads uploads,
        UploadQueries queries,
        ICurrentUser user,
        CancellationToken cancellation)
    {
        var form = new MultipartForm(context.Request, "Files are");
        var items = new List<FormFileResult>();
        var userId = user.Id;
        while (await form.NextAsync(cancellation) is { } section)
        {
            if (section.AsFileSection() is not { } file)
            {
                continue;
            }

            if (items.Count == MaxFiles)
            {
                throw new LimnerException(ErrorCatalogue.PayloadTooLarge, $"At most {MaxFiles} files at a time.");
            }

            try
            {
                var pairs = new Dictionary<string, string>(StringComparer.Ordinal) { ["filename"] = file.FileName, ["folder"] = folder ?? "", ["duplicates"] = duplicates ?? "" };
                var upload = await ReceiveAsync(userId, TusEndpoints.Describe(pairs, length: null, metadata: null), section.Body, drafts, uploads, cancellation);
                await using var db = database.Read();
                var view = (await queries.ViewAsync(db, userId, [upload], cancellation))[0];
                items.Add(new FormFileResult(file.FileName, view, view.Error));
            }
            catch (LimnerException exception) when (IsAboutTheFile(exception.Failure.Error))
            {
                items.Add(new FormFileResult(file.FileName, null, UploadError.From(exception.Failure)));
            }
        }

        return TypedResults.Ok(new FormUploadResult(items));
    }

    private static async Task<UploadRow> ReceiveAsync(long userId, NewUpload file, Stream body, UploadDrafts drafts, Uploads uploads, CancellationToken cancellation)
    {
        var upload = await drafts.BeginAsync(userId, file, cancellation);
        try
        {
            return (await MultipartForm.CheckedAsync(() => uploads.AppendAsync(upload, 0, body, partLength: null, checksum: null, cancellation))).Upload;
        }
        catch
        {
            // Nobody can go on with it.
            await uploads.DeleteAsync(upload, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Of this file; all else would keep out the others as well.</summary>
    private static bool IsAboutTheFile(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error == ErrorCatalogue.UploadPathInvalid || error == ErrorCatalogue.PathOutsideRoot;
}

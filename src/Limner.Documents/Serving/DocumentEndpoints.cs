using Limner.Accounts;
using Limner.Documents.Storing;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <summary>How a document is to be read again.</summary>
/// <param name="Password">Of an encrypted PDF; used for this reading and never kept.</param>
/// <param name="Anew">True: forget what was read and begin by the choice that is given here; else what is not read yet, or failed, is read as was chosen before.</param>
internal sealed record ReadRequest(string? Password, bool? Anew, string? Language, int? Dpi, double? Scale, ReadingEngine? Engine, string? Pages);

/// <summary>How a page is to be read again.</summary>
/// <param name="Password"><inheritdoc cref="ReadRequest"/></param>
internal sealed record ReadPageRequest(string? Password, string? Language, int? Dpi, double? Scale, ReadingEngine? Engine);

/// <summary>Whether a folder's documents are read as they are found.</summary>
internal sealed record FolderDocumentsChange(bool Read);

/// <summary>Documents of a folder.</summary>
/// <param name="Read">Whether they are read as they are found.</param>
/// <param name="Count">How many lie there.</param>
/// <param name="Unread">How many of them nobody has asked for.</param>
internal sealed record FolderDocumentsView(bool Read, int Count, int Unread);

/// <summary>A body may be as large as documents are allowed to be: the stream itself is counted.</summary>
internal sealed record TakesDocuments : IRequestSizeLimitMetadata
{
    public static readonly TakesDocuments Instance = new();

    public long? MaxRequestBodySize => null;
}

internal static class DocumentEndpoints
{
    private const int MaxQuery = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        var documents = api.MapGroup("/documents").WithTags("Documents");
        documents.MapGet("/", ListAsync).WithName("ListDocuments").WithSummary("Your documents and those in folders shared with you, the newest first; with q those in which the words stand");
        documents.MapPost("/", AddAsync).WithName("AddDocument").WithSummary("Send a PDF or a picture of pages, or name an image of the library, and have it read")
            .WithDescription("multipart/form-data with a part file (PDF, PNG, JPEG, WebP, TIFF) or a field image (img_…), and any of the fields language (kor+eng), dpi (36 to 600), scale (0.25 to 4), engine (auto, text_layer, ocr), pages (1-3,7,12-) and password.")
            .Accepts<IFormFile>("multipart/form-data")
            .WithMetadata(AcceptsForms.Instance, TakesDocuments.Instance)
            .RequireRateLimiting(RateLimits.Expensive)
            .DisableRequestTimeout();
        documents.MapGet("/{id}", GetAsync).WithName("GetDocument").WithSummary("A document with its pages and how far each is, without the text");
        documents.MapDelete("/{id}", DeleteAsync).WithName("DeleteDocument").WithSummary("Delete a document with what was read of it; a file in a folder stays where it is");
        documents.MapPost("/{id}/read", ReadAsync).WithName("ReadDocument").WithSummary("Read what of a document is not read yet, or all of it anew; the answer to pdf_password_required")
            .RequireRateLimiting(RateLimits.Expensive);
        documents.MapPost("/{id}/cancel", CancelAsync).WithName("CancelDocument").WithSummary("Stop reading a document; pages that are read stay");
        documents.MapGet("/{id}/export", ExportAsync).WithName("ExportDocument").WithSummary("The text as JSON, Markdown or plain text; as far as it is read")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["text/markdown", "text/plain"])
            .DisableRequestTimeout();
        documents.MapGet("/{id}/pages/{number}", GetPageAsync).WithName("GetDocumentPage").WithSummary("A page with its elements, also while the document is being read");
        documents.MapPost("/{id}/pages/{number}/read", ReadPageAsync).WithName("ReadDocumentPage").WithSummary("Read one page again by another engine, language or resolution")
            .RequireRateLimiting(RateLimits.Expensive);
        documents.MapGet("/{id}/pages/{number}/picture", GetPictureAsync).WithName("GetDocumentPagePicture").WithSummary("The picture of a page, upright: small (320) or large (1600 pixels)")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp");
        documents.MapGet("/{id}/pages/{number}/elements/{element}/picture", GetElementPictureAsync).WithName("GetDocumentElementPicture").WithSummary("A figure, table or formula by itself")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp");
        var folder = api.MapGroup("/folders/{id}/documents").WithTags("Documents");
        folder.MapGet("/", GetFolderAsync).WithName("GetFolderDocuments").WithSummary("Whether a folder's documents are read as they are found, and how many there are");
        folder.MapPut("/", SetFolderAsync).WithName("SetFolderDocuments").WithSummary("Have a folder's documents read as they are found, or no longer")
            .DisableRequestTimeout();
    }

    private static async Task<Ok<Page<DocumentView>>> ListAsync(
        [FromQuery] string? q,
        [FromQuery] string? state,
        [FromQuery] string? folder,
        [FromQuery] int? limit,
        [FromQuery] string? cursor,
        IDatabase database,
        DocumentQueries queries,
        ICurrentUser user,
        CancellationToken cancellation)
    {
        if (q is { Length: > MaxQuery })
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxQuery} characters.", "q"));
        }

        var filter = new DocumentFilter(
            string.IsNullOrWhiteSpace(q) ? null : q.Trim(),
            string.IsNullOrEmpty(state) ? null : DocumentQueries.ParseState(state),
            string.IsNullOrEmpty(folder) ? null : PublicId.TryParse(IdPrefixes.Folder, folder, out var folderId) ? folderId : throw new LimnerException(ErrorCatalogue.Validation.With("This is no id of a folder.", "folder")));
        var (userId, mayWrite) = (user.Id, user.MayWrite);
        return TypedResults.Ok(await database.SnapshotAsync((db, token) => queries.ListAsync(db, userId, mayWrite, filter, PageLimits.Clamp(limit), cursor, token), cancellation));
    }

    private static async Task<Accepted<DocumentJob>> AddAsync(HttpRequest request, DocumentForm form, DocumentChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        var userId = user.Id;
        var added = await changes.AddAsync(userId, await form.ReceiveAsync(request, cancellation), cancellation);
        return TypedResults.Accepted($"/api/v1/documents/{added.Document.Id}", added);
    }

    private static async Task<Ok<DocumentDetailsView>> GetAsync(string id, IDatabase database, DocumentAccess access, DocumentQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        var (userId, mayWrite) = (user.Id, user.MayWrite);

        // The document and its job as of one moment: a job that ends between two reads would look like one that was given up.
        return TypedResults.Ok(await database.SnapshotAsync(
            async (db, token) =>
            {
                var document = await access.RequireVisibleAsync(db, userId, id, token);
                return await DocumentQueries.DetailsAsync(db, document, await queries.ViewAsync(db, userId, mayWrite, document, token), token);
            },
            cancellation));
    }

    private static async Task<NoContent> DeleteAsync(string id, DocumentChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        await changes.DeleteAsync(user.Id, id, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<DocumentJob>> ReadAsync(string id, ReadRequest request, DocumentChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        var isAnew = request.Anew == true;
        if (!isAnew && request is not { Language: null, Dpi: null, Scale: null, Engine: null, Pages: null })
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Another choice means that all of it is read anew: send anew as well.", "anew"));
        }

        var choice = isAnew ? StoredReadingOptions.Check(request.Language, request.Dpi, request.Scale, request.Engine, request.Pages) : null;
        var started = await changes.ReadAsync(user.Id, id, choice, PasswordOf(request.Password), cancellation);
        return TypedResults.Accepted($"/api/v1/documents/{started.Document.Id}", started);
    }

    private static async Task<Ok<DocumentView>> CancelAsync(string id, DocumentChanges changes, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await changes.CancelAsync(user.Id, id, cancellation));

    private static async Task<IResult> ExportAsync(
        string id, [FromQuery] string? format, [FromQuery] bool? download, IDatabase database, DocumentAccess access, ICurrentUser user, CancellationToken cancellation)
    {
        var (kind, type, ending) = format switch
        {
            null or "" or "json" => (DocumentFormat.Json, "application/json; charset=utf-8", ".json"),
            "markdown" => (DocumentFormat.Markdown, "text/markdown; charset=utf-8", ".md"),
            "text" => (DocumentFormat.Text, "text/plain; charset=utf-8", ".txt"),
            _ => throw new LimnerException(ErrorCatalogue.Validation.With("One of json, markdown, text.", "format")),
        };
        await using var db = database.Read();
        var document = await access.RequireVisibleAsync(db, user.Id, id, cancellation);
        var bytes = new MemoryStream();
        await DocumentExport.WriteAsync(bytes, await StoredDocument.LoadAsync(db, document, cancellation), kind, cancellation);
        return TypedResults.File(bytes.ToArray(), type, download == true ? Path.GetFileNameWithoutExtension(document.Name) + ending : null);
    }

    private static async Task<Ok<PageView>> GetPageAsync(string id, int number, IDatabase database, DocumentAccess access, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var document = await access.RequireVisibleAsync(db, user.Id, id, cancellation);
        return TypedResults.Ok(DocumentQueries.View(document, await DocumentQueries.RequirePageAsync(db, document.Id, number, cancellation)));
    }

    private static async Task<Accepted<DocumentJob>> ReadPageAsync(string id, int number, ReadPageRequest request, DocumentChanges changes, ICurrentUser user, CancellationToken cancellation)
    {
        var choice = StoredReadingOptions.Check(request.Language, request.Dpi, request.Scale, request.Engine, pages: null);
        var started = await changes.ReadPageAsync(user.Id, id, number, choice, PasswordOf(request.Password), cancellation);
        return TypedResults.Accepted($"/api/v1/documents/{started.Document.Id}", started);
    }

    private static async Task<IResult> GetPictureAsync(
        string id, int number, [FromQuery] string? size, [FromQuery] string? v, HttpResponse response, IDatabase database, DocumentAccess access, DocumentPictures pictures, ICurrentUser user, CancellationToken cancellation)
        => Picture(response, v, await pictures.PageAsync(await FindAsync(database, access, user.Id, id, cancellation), number, size, cancellation));

    private static async Task<IResult> GetElementPictureAsync(
        string id, int number, string element, [FromQuery] string? v, HttpResponse response, IDatabase database, DocumentAccess access, DocumentPictures pictures, ICurrentUser user, CancellationToken cancellation)
        => Picture(response, v, await pictures.ElementAsync(await FindAsync(database, access, user.Id, id, cancellation), number, element, cancellation));

    private static async Task<Ok<FolderDocumentsView>> GetFolderAsync(string id, IDatabase database, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        var folderId = ParseFolder(id);
        await using var db = database.Read();
        return await visibility.FoldersVisibleTo(db, user.Id).AnyAsync(folder => folder.Id == folderId, cancellation)
            ? TypedResults.Ok(await CountAsync(db, folderId, cancellation))
            : throw NoFolder();
    }

    private static async Task<Ok<FolderDocumentsView>> SetFolderAsync(
        string id, FolderDocumentsChange change, IDatabase database, Visibility visibility, Working.LibraryDocuments documents, ICurrentUser user, CancellationToken cancellation)
    {
        var (folderId, userId) = (ParseFolder(id), user.Id);
        await database.WriteAsync(
            async (db, token) =>
            {
                var folder = await visibility.FoldersVisibleTo(db, userId).FirstOrDefaultAsync(row => row.Id == folderId, token) ?? throw NoFolder();
                if (folder.OwnerId != userId)
                {
                    throw new LimnerException(ErrorCatalogue.Authorization, "Only the folder's owner may do that.");
                }

                await Working.LibraryDocuments.SetAsync(db, folderId, change.Read, token);
            },
            cancellation);
        await documents.ReadUnreadAsync(folderId, cancellation);
        await using var read = database.Read();
        return TypedResults.Ok(await CountAsync(read, folderId, cancellation));
    }

    private static async Task<FolderDocumentsView> CountAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var documents = db.Set<DocumentRow>().Where(row => row.FolderId == folderId && row.VanishedAt == null);
        return new FolderDocumentsView(
            await db.Set<DocumentFolderRow>().AnyAsync(row => row.FolderId == folderId && row.ReadDocuments, cancellation),
            await documents.CountAsync(cancellation),
            await documents.CountAsync(row => row.State == DocumentState.Listed, cancellation));
    }

    private static async Task<DocumentRow> FindAsync(IDatabase database, DocumentAccess access, long userId, string id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await access.RequireVisibleAsync(db, userId, id, cancellation);
    }

    /// <summary>With <paramref name="v"/>, any text that changes with the picture (the document's revision), it may be kept for good.</summary>
    private static FileContentHttpResult Picture(HttpResponse response, string? v, byte[] webp)
    {
        response.Headers.CacheControl = v is null ? "private, no-cache" : "private, max-age=31536000, immutable";
        return TypedResults.Bytes(webp, "image/webp");
    }

    private static string? PasswordOf(string? password) => string.IsNullOrEmpty(password) ? null : DocumentForm.CheckPassword(password);

    private static long ParseFolder(string id) => PublicId.TryParse(IdPrefixes.Folder, id, out var number) ? number : throw NoFolder();

    private static LimnerException NoFolder() => new(ErrorCatalogue.NotFound, "No such folder.");
}

using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library.Metadata;
using Limner.Library.Thumbnails;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Limner.Library.Images;

internal static class ImageEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var images = api.MapGroup("/images/{id}").WithTags("Images");
        images.MapGet("/", GetAsync).WithName("GetImage").WithSummary("One image with its metadata and files");
        images.MapPatch("/", ChangeAsync).WithName("ChangeImage").WithSummary("Say what an image is called, shows, where and when it was taken; null takes it back");
        ThumbnailEndpoint.Map(images);
        images.MapGet("/original", GetOriginalAsync).WithName("GetOriginal").WithSummary("The original file's bytes; ranges are served")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified)
            .DisableRequestTimeout();
    }

    private static async Task<Ok<ImageView>> ChangeAsync(
        string id, ImageChange change, ImageEditing editing, IDatabase database, Visibility visibility, Gazetteer gazetteer, IAccounts accounts, ICurrentUser user, CancellationToken cancellation)
    {
        var number = PublicId.TryParse(IdPrefixes.Image, id, out var parsed) ? parsed : throw NoImage();
        await editing.ChangeAsync(user.Id, number, change, cancellation);
        return await GetAsync(id, database, visibility, gazetteer, accounts, user, cancellation);
    }

    private static async Task<Ok<ImageView>> GetAsync(string id, IDatabase database, Visibility visibility, Gazetteer gazetteer, IAccounts accounts, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await Find(db, visibility, user, id)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { Image = image, Content = content })
            .Join(db.Set<ImageValuesRow>(), row => row.Image.Id, values => values.ImageId, (row, values) => new { row.Image, row.Content, Values = values })
            .LeftJoin(
                db.Set<ImageMarkRow>().Where(mark => mark.UserId == user.Id), row => row.Image.Id, mark => mark.ImageId, (row, mark) => new { row.Image, row.Content, row.Values, Mark = mark })
            .LeftJoin(
                db.Set<ImageLocationRow>(), row => row.Image.Id, location => location.ImageId, (row, location) => new { row.Image, row.Content, row.Values, row.Mark, Location = location })
            .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
        var files = await (
            from file in visibility.FilesVisibleTo(db, user.Id)
            where file.ImageId == found.Image.Id
            join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
            join row in db.Set<SidecarRow>() on file.Id equals row.FileId into beside
            from sidecar in beside.DefaultIfEmpty()
            orderby file.State == ImageFileState.Ready descending, file.Id
            select new { File = file, folder.Name, Sidecar = sidecar, IsThere = folder.State == FolderState.Ready && file.VanishedAt == null }).ToListAsync(cancellation);
        var (access, owner) = await AccessAsync(db, found.Image, visibility, accounts, user, cancellation);

        // Who sees it by an album alone sees none of its files, and is given any.
        var offline = files.Count == 0
            ? (await visibility.FindOfflineAsync(db, user.Id, [found.Image.Id], cancellation)).Count > 0
            : !files.Exists(row => row.IsThere && row.File.State is (ImageFileState.Ready or ImageFileState.Pending));
        return TypedResults.Ok(ImageView.From(found.Image, found.Content, found.Values, offline, access, owner, found.Mark, PlaceView.From(found.Location?.City, found.Location?.CountryCode, gazetteer), files.ConvertAll(row => new ImageFileView(
            PublicId.Format(IdPrefixes.File, row.File.Id),
            FolderView.PublicIdOf(row.File.FolderId),
            row.Name,
            row.File.RelativePath,
            row.File.Size,
            row.File.ModifiedAt,
            row.File.State,
            !row.IsThere,
            row.Sidecar is null ? null : View(row.Sidecar)))));
    }

    private static SidecarView View(SidecarRow sidecar)
    {
        var error = sidecar.ErrorCode is null ? null : ErrorCatalogue.Find(sidecar.ErrorCode);
        return new SidecarView(sidecar.Name, sidecar.ModifiedAt, error is null ? null : new SidecarProblem(error.Code, error.Title, sidecar.ErrorDetail, error.Remedy));
    }

    private static async Task<(FolderAccess Access, PersonView? Owner)> AccessAsync(
        LimnerDb db, ImageRow image, Visibility visibility, IAccounts accounts, ICurrentUser user, CancellationToken cancellation)
    {
        if (image.OwnerId == user.Id)
        {
            return (FolderAccess.Owner, null);
        }

        var mayEdit = user.MayWrite && await visibility.EditableBy(db, user.Id).AnyAsync(row => row.Id == image.Id, cancellation);
        var owner = (await accounts.FindAsync(db, [image.OwnerId], cancellation))[image.OwnerId];
        return (mayEdit ? FolderAccess.Edit : FolderAccess.View, PersonView.From(owner));
    }

    private static async Task<FileStreamHttpResult> GetOriginalAsync(
        string id, HttpResponse response, IDatabase database, ImageOriginals originals, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await Find(db, visibility, user, id)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.Id, image.Name, content.Sha256, content.MediaType, content.Size })
            .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
        var (stream, file) = await originals.OpenAsync(db, user.Id, found.Id, found.Name, found.Size, cancellation);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-cache";
        var (contentType, kind) = ServedType.Of(found.MediaType);
        var disposition = new ContentDispositionHeaderValue(kind);
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(stream, contentType, lastModified: file.ModifiedAt, entityTag: EntityTag(found.Sha256), enableRangeProcessing: true);
    }

    private static IQueryable<ImageRow> Find(LimnerDb db, Visibility visibility, ICurrentUser user, string id)
    {
        var number = PublicId.TryParse(IdPrefixes.Image, id, out var parsed) ? parsed : throw NoImage();
        return visibility.NamedBy(db, user.Id, number);
    }

    private static EntityTagHeaderValue EntityTag(string value) => new($"\"{value}\"");

    private static LimnerException NoImage() => new(ErrorCatalogue.NotFound, "No such image.");
}

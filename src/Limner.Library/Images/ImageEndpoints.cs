using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library.Thumbnails;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
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
        images.MapGet("/thumbnail", GetThumbnailAsync).WithName("GetThumbnail").WithSummary("A preview as WebP: small (400), medium (1200) or large (2400 pixels)")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp").Produces(StatusCodes.Status304NotModified);
        images.MapGet("/original", GetOriginalAsync).WithName("GetOriginal").WithSummary("The original file's bytes; ranges are served")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified)
            .DisableRequestTimeout();
    }

    private static async Task<Ok<ImageView>> GetAsync(string id, IDatabase database, Visibility visibility, Gazetteer gazetteer, IAccounts accounts, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await Find(db, visibility, user, id)
            .Select(image => new
            {
                Image = image,
                Content = db.Set<ContentRow>().First(content => content.Id == image.ContentId),
                Mark = db.Set<ImageMarkRow>().FirstOrDefault(mark => mark.UserId == user.Id && mark.ImageId == image.Id),
                Location = db.Set<ImageLocationRow>().FirstOrDefault(location => location.ImageId == image.Id),
            })
            .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
        var files = await (
            from file in visibility.FilesVisibleTo(db, user.Id)
            where file.ImageId == found.Image.Id
            join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
            orderby file.State == ImageFileState.Ready descending, file.Id
            select new { File = file, folder.Name }).ToListAsync(cancellation);
        var (access, owner) = await AccessAsync(db, found.Image, visibility, accounts, user, cancellation);
        return TypedResults.Ok(ImageView.From(found.Image, found.Content, access, owner, found.Mark, PlaceView.From(found.Location?.City, found.Location?.CountryCode, gazetteer), files.ConvertAll(row => new ImageFileView(
            PublicId.Format(IdPrefixes.File, row.File.Id),
            FolderView.PublicIdOf(row.File.FolderId),
            row.Name,
            row.File.RelativePath,
            row.File.Size,
            row.File.ModifiedAt,
            row.File.State))));
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

    private static async Task<FileContentHttpResult> GetThumbnailAsync(
        string id, [FromQuery] string? size, [FromQuery] string? v, HttpResponse response, IDatabase database, PreviewRenderer previews, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        var preview = PreviewSizes.Find(size) ?? throw new LimnerException(ErrorCatalogue.Validation.With("small, medium or large.", "size"));
        string sha256;
        long imageId;
        await using (var db = database.Read())
        {
            var found = await Find(db, visibility, user, id)
                .Select(image => new { image.Id, db.Set<ContentRow>().First(content => content.Id == image.ContentId).Sha256 })
                .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
            (imageId, sha256) = (found.Id, found.Sha256);
        }

        var webp = await previews.GetAsync(imageId, sha256, preview, cancellation);

        // With a version in the address the bytes behind it never change; without one a new version of the image must be noticed.
        response.Headers.CacheControl = v is null ? "private, no-cache" : "private, max-age=31536000, immutable";
        return TypedResults.Bytes(webp, "image/webp", entityTag: EntityTag($"{sha256}-{preview.Name}"));
    }

    private static async Task<FileStreamHttpResult> GetOriginalAsync(
        string id, HttpResponse response, IDatabase database, ImageOriginals originals, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await Find(db, visibility, user, id)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.Id, content.Sha256, content.MediaType, content.Size })
            .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
        var (stream, file) = await originals.OpenAsync(db, user.Id, found.Id, found.Size, cancellation);
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
        return visibility.VisibleTo(db, user.Id).Where(image => image.Id == number);
    }

    private static EntityTagHeaderValue EntityTag(string value) => new($"\"{value}\"");

    private static LimnerException NoImage() => new(ErrorCatalogue.NotFound, "No such image.");
}

using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Limner.Library.Thumbnails;

/// <summary>Previews over HTTP.</summary>
internal static class ThumbnailEndpoint
{
    /// <param name="image">The group <c>/images/{id}</c>.</param>
    public static void Map(RouteGroupBuilder image)
        => image.MapGet("/thumbnail", GetAsync).WithName("GetThumbnail")
            .WithSummary("A preview: small (400), medium (1200) or large (2400 pixels), or the next size that fits a box")
            .WithDescription(
                "With width or height (1 to 3200 pixels) the picture comes in the next step of a ladder of sizes that is large enough to fit the box "
                + "(fit=contain, the default) or to fill it (fit=cover); it is neither cut off nor enlarged. The format follows the Accept header: AVIF above 400 pixels "
                + "for clients that name it, else WebP, else JPEG. With v, any text that changes with the picture, the answer may be kept for good.")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp", additionalContentTypes: ["image/avif", "image/jpeg"])
            .Produces(StatusCodes.Status304NotModified);

    private static async Task<IResult> GetAsync(
        string id,
        [FromQuery] string? size,
        [FromQuery] int? width,
        [FromQuery] int? height,
        [FromQuery] string? fit,
        [FromQuery] string? v,
        HttpRequest request,
        ShownImages shown,
        PreviewRenderer previews,
        ICurrentUser user,
        CancellationToken cancellation)
    {
        var imageId = PublicId.TryParse(IdPrefixes.Image, id, out var parsed) ? parsed : throw NoImage();
        var image = await shown.FindAsync(user.Id, imageId, cancellation) ?? throw NoImage();
        var longSide = PreviewSizes.LongSide(size, width, height, fit, (image.Width, image.Height));
        var key = new PreviewKey(image.Sha256, longSide, PreviewFormats.Choose(request.Headers.Accept, longSide));
        return new PreviewResult(await previews.GetAsync(imageId, key, cancellation), mayBeKept: v is not null);
    }

    private static LimnerException NoImage() => new(ErrorCatalogue.NotFound, "No such image.");
}

using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;

namespace Limner.Library;

/// <summary>Pictures for models to look at: small, upright, sRGB, without any metadata.</summary>
public sealed class ModelPictures
{
    private const int Quality = 85;
    private readonly PreviewRenderer _previews;

    internal ModelPictures(PreviewRenderer previews) => _previews = previews;

    /// <summary>An image as JPEG. Whether somebody may have it looked at is the caller's matter.</summary>
    /// <param name="content">What the image shows.</param>
    /// <param name="longSide">In pixels, 400 to 1600; never more than the original has.</param>
    /// <exception cref="LimnerException">
    /// No original can be read and no preview is large enough: <c>file_missing</c>, <c>file_unreadable</c>, <c>file_changing</c>, <c>file_corrupt</c>; <c>busy</c>.
    /// </exception>
    public Task<byte[]> JpegAsync(long imageId, ContentRow content, int longSide, CancellationToken cancellation)
        => _previews.RenderUnkeptAsync(imageId, content.Sha256, Math.Max(content.Width, content.Height), longSide, Quality, cancellation);
}

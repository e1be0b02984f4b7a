using Limner.Kernel.Errors;
using Limner.Native.Vips;

namespace Limner.Imaging.Output;

/// <summary>Formats that whole pictures are written in.</summary>
public enum EncodedFormat
{
    /// <summary>Without loss.</summary>
    Png,
    Jpeg,
    Webp,
}

/// <summary>What is written into a file beside its pixels.</summary>
/// <param name="Xmp">An XMP packet; null: none.</param>
/// <param name="Comment">What the file's maker says: Exif's UserComment in JPEG and WebP; null: none. PNG has <paramref name="Texts"/> for it.</param>
/// <param name="Texts">Text chunks of PNG, by keyword (Latin-1, 1 to 79 characters).</param>
public sealed record EmbeddedMetadata(string? Xmp, string? Comment, IReadOnlyList<KeyValuePair<string, string>> Texts)
{
    public static readonly EmbeddedMetadata None = new(null, null, []);
}

/// <summary>Makes files of pixels. Nothing but what is given gets into them.</summary>
public static class PictureEncoder
{
    private const int Quality = 92;
    private const int SmallQuality = 80;
    private const int QuickEffort = 2; // of 6: a page's picture is made while somebody waits for it

    public static string MediaTypeOf(EncodedFormat format) => format switch
    {
        EncodedFormat.Png => "image/png",
        EncodedFormat.Jpeg => "image/jpeg",
        EncodedFormat.Webp => "image/webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <exception cref="LimnerException"><c>native_library</c>: libvips fails at it. <c>payload_too_large</c>: the metadata do not fit into a segment of JPEG.</exception>
    public static byte[] Encode(PixelBuffer pixels, EncodedFormat format, EmbeddedMetadata metadata)
    {
        var file = Encode(pixels, image => format switch
        {
            EncodedFormat.Png => image.EncodePng(),
            EncodedFormat.Jpeg => image.EncodeJpeg(Quality),
            EncodedFormat.Webp => image.EncodeWebp(Quality),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        });
        return format switch
        {
            EncodedFormat.Png => PngChunks.Insert(file, metadata),
            EncodedFormat.Jpeg => JpegSegments.Insert(file, metadata),
            _ => WebpChunks.Append(file, pixels.Width, pixels.Height, metadata),
        };
    }

    /// <summary>A WebP of something small that is looked at for a moment.</summary>
    /// <inheritdoc cref="Encode(PixelBuffer, EncodedFormat, EmbeddedMetadata)"/>
    public static byte[] EncodePreview(PixelBuffer pixels) => Encode(pixels, image => image.EncodeWebp(SmallQuality, effort: 0));

    /// <param name="quality">1 to 100.</param>
    /// <inheritdoc cref="Encode(PixelBuffer, EncodedFormat, EmbeddedMetadata)"/>
    public static byte[] EncodeWebp(PixelBuffer pixels, int quality) => Encode(pixels, image => image.EncodeWebp(quality, QuickEffort));

    /// <inheritdoc cref="EncodeWebp"/>
    public static byte[] EncodeJpeg(PixelBuffer pixels, int quality) => Encode(pixels, image => image.EncodeJpeg(quality));

    private static byte[] Encode(PixelBuffer pixels, Func<VipsImage, byte[]> encode)
    {
        try
        {
            using var image = VipsImage.FromMemory(pixels.Rgb, pixels.Width, pixels.Height, bands: 3);
            return encode(image);
        }
        catch (VipsException exception)
        {
            throw new LimnerException(ErrorCatalogue.NativeLibrary, exception.Text, exception);
        }
    }
}

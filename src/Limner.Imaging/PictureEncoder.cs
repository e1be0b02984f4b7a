using Limner.Kernel.Errors;
using Limner.Native.Vips;

namespace Limner.Imaging;

/// <summary>Pixels as files.</summary>
public static class PictureEncoder
{
    private const int Effort = 2;

    /// <param name="quality">1 to 100.</param>
    /// <exception cref="LimnerException"><c>native_library</c> when libvips fails at it.</exception>
    public static byte[] Webp(PixelBuffer pixels, int quality) => Encode(pixels, image => image.EncodeWebp(quality, Effort));

    /// <inheritdoc cref="Webp"/>
    public static byte[] Jpeg(PixelBuffer pixels, int quality) => Encode(pixels, image => image.EncodeJpeg(quality));

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

using Limner.Kernel.Errors;
using Limner.Native.Vips;

namespace Limner.Imaging;

/// <summary>Pixels at another size.</summary>
public static class PixelScaler
{
    /// <summary>Stretches to exactly this size: areas are averaged on the way down, and it is bilinear on the way up.</summary>
    /// <exception cref="LimnerException"><c>native_library</c> when libvips fails at it.</exception>
    public static PixelBuffer Resize(PixelBuffer from, int width, int height)
    {
        var to = new PixelBuffer(width, height);
        try
        {
            using var image = VipsImage.FromMemory(from.Rgb, from.Width, from.Height, bands: 3);
            using var resized = image.Resize((double)width / from.Width, (double)height / from.Height, VipsKernel.Linear);
            if (resized.Width != width || resized.Height != height)
            {
                throw new InvalidOperationException($"Resizing {from.Width} x {from.Height} to {width} x {height} gave {resized.Width} x {resized.Height}.");
            }

            resized.CopyTo(to.Writable);
            return to;
        }
        catch (VipsException exception)
        {
            to.Dispose();
            throw new LimnerException(ErrorCatalogue.NativeLibrary, exception.Text, exception);
        }
        catch
        {
            to.Dispose();
            throw;
        }
    }
}

using Limner.Native.Vips;

namespace Limner.Imaging.Tests;

/// <summary>Pictures whose every pixel is known, encoded by libvips as the test asks.</summary>
internal static class TestPictures
{
    public static readonly (byte R, byte G, byte B) Red = (220, 30, 40), Green = (30, 180, 60), Blue = (40, 60, 200), Yellow = (240, 220, 50);

    /// <summary>Four quarters: red and green above, blue and yellow below.</summary>
    public static VipsImage Quarters(int width = 64, int height = 48) => Rgb(width, height, (x, y) =>
        (x < width / 2, y < height / 2) switch { (true, true) => Red, (false, true) => Green, (true, false) => Blue, _ => Yellow });

    public static VipsImage Rgb(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = colour(x, y);
            }
        }

        using var plain = VipsImage.FromMemory(pixels, width, height, bands: 3);
        return plain.Apply("copy", "interpretation=srgb");
    }

    public static VipsImage Rgba(int width, int height, Func<int, int, (byte R, byte G, byte B, byte A)> colour)
    {
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 4;
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = colour(x, y);
            }
        }

        using var plain = VipsImage.FromMemory(pixels, width, height, bands: 4);
        return plain.Apply("copy", "interpretation=srgb");
    }

    public static byte[] Jpeg(this VipsImage image, string options = "Q=95,subsample_mode=off") => image.Encode("jpegsave_buffer", options);

    public static byte[] Png(this VipsImage image, string options = "compression=1") => image.Encode("pngsave_buffer", options);

    /// <summary>A photograph-like picture: smooth, with a few shapes, nothing symmetric.</summary>
    public static VipsImage Scene(int width, int height) => Rgb(width, height, (x, y) =>
    {
        double u = (double)x / width, v = (double)y / height;
        var light = 0.5 + (0.3 * Math.Sin((5 * u) + (2 * v))) + (0.2 * Math.Cos(7 * v * u));
        var disc = Math.Pow(u - 0.3, 2) + Math.Pow(v - 0.6, 2) < 0.03 ? 0.4 : 0;
        return ((byte)(255 * Math.Clamp(light - disc, 0, 1)), (byte)(255 * Math.Clamp(light * v, 0, 1)), (byte)(255 * Math.Clamp((1 - light) * u, 0, 1)));
    });
}

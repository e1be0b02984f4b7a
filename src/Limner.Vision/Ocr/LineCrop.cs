using Limner.Imaging;

namespace Limner.Vision.Ocr;

/// <summary>Cuts a rectangle at any angle out of a picture, upright and at a wanted size.</summary>
internal static class LineCrop
{
    /// <summary>More samples a pixel than this squared add nothing that could be seen.</summary>
    private const int MaximumSamples = 8;

    /// <summary>Bilinear; where the crop is smaller than what it is cut from, the mean of several samples a pixel. Beyond the picture's edge its last pixels go on.</summary>
    public static PixelBuffer Cut(PixelBuffer picture, RotatedRect from, int width, int height)
    {
        var crop = new PixelBuffer(width, height);
        var target = crop.Writable.Span;
        var source = picture.Span;
        var stepX = from.Along * (from.Width / width);
        var stepY = from.Across * (from.Height / height);
        var samplesX = Samples(from.Width / width);
        var samplesY = Samples(from.Height / height);
        var weight = 1f / (samplesX * samplesY);
        var origin = from.TopLeft;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                float red = 0, green = 0, blue = 0;
                for (var j = 0; j < samplesY; j++)
                {
                    for (var i = 0; i < samplesX; i++)
                    {
                        var at = origin + (stepX * (x + ((i + 0.5f) / samplesX))) + (stepY * (y + ((j + 0.5f) / samplesY)));
                        Sample(source, picture.Width, picture.Height, at.X - 0.5f, at.Y - 0.5f, ref red, ref green, ref blue);
                    }
                }

                var pixel = 3 * ((y * width) + x);
                target[pixel] = (byte)((red * weight) + 0.5f);
                target[pixel + 1] = (byte)((green * weight) + 0.5f);
                target[pixel + 2] = (byte)((blue * weight) + 0.5f);
            }
        }

        return crop;
    }

    private static int Samples(float scale) => Math.Clamp((int)MathF.Ceiling(scale - 0.25f), 1, MaximumSamples);

    private static void Sample(ReadOnlySpan<byte> source, int width, int height, float x, float y, ref float red, ref float green, ref float blue)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        var (fx, fy) = (x - left, y - top);
        var (a, b, c, d) = ((1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy);
        var p = source.Slice(3 * ((top * width) + left), 3);
        var q = source.Slice(3 * ((top * width) + right), 3);
        var r = source.Slice(3 * ((bottom * width) + left), 3);
        var s = source.Slice(3 * ((bottom * width) + right), 3);
        red += (a * p[0]) + (b * q[0]) + (c * r[0]) + (d * s[0]);
        green += (a * p[1]) + (b * q[1]) + (c * r[1]) + (d * s[1]);
        blue += (a * p[2]) + (b * q[2]) + (c * r[2]) + (d * s[2]);
    }
}

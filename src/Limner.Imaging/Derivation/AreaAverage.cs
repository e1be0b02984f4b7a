namespace Limner.Imaging.Derivation;

/// <summary>A reduced picture, each pixel the mean of the area it stands for.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rgb">Red, green, blue of each pixel, row-major, 0 to 255.</param>
internal sealed record AreaAverage(int Width, int Height, float[] Rgb)
{
    /// <summary>Reduces a buffer to a square; each side of the buffer at least <paramref name="side"/>.</summary>
    public static AreaAverage Of(PixelBuffer source, int side)
    {
        var pixels = source.Span;
        var sums = new float[side * side * 3];
        Span<int> row = stackalloc int[side * 3];
        for (var y = 0; y < side; y++)
        {
            int top = y * source.Height / side, bottom = (y + 1) * source.Height / side;
            row.Clear();
            for (var line = top; line < bottom; line++)
            {
                var at = line * source.Width * 3;
                for (var x = 0; x < side; x++)
                {
                    var end = ((line * source.Width) + ((x + 1) * source.Width / side)) * 3;
                    int red = 0, green = 0, blue = 0;
                    for (; at < end; at += 3)
                    {
                        red += pixels[at];
                        green += pixels[at + 1];
                        blue += pixels[at + 2];
                    }

                    row[x * 3] += red;
                    row[(x * 3) + 1] += green;
                    row[(x * 3) + 2] += blue;
                }
            }

            for (var x = 0; x < side; x++)
            {
                float area = (bottom - top) * (((x + 1) * source.Width / side) - (x * source.Width / side));
                for (var channel = 0; channel < 3; channel++)
                {
                    sums[(((y * side) + x) * 3) + channel] = row[(x * 3) + channel] / area;
                }
            }
        }

        return new AreaAverage(side, side, sums);
    }

    /// <summary>Reduces further; each side at most the present one.</summary>
    public AreaAverage Shrink(int width, int height)
    {
        if (width == Width && height == Height)
        {
            return this;
        }

        var result = new float[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            int top = y * Height / height, bottom = (y + 1) * Height / height;
            for (var x = 0; x < width; x++)
            {
                int left = x * Width / width, right = (x + 1) * Width / width;
                float red = 0, green = 0, blue = 0;
                for (var line = top; line < bottom; line++)
                {
                    for (var column = left; column < right; column++)
                    {
                        var at = ((line * Width) + column) * 3;
                        red += Rgb[at];
                        green += Rgb[at + 1];
                        blue += Rgb[at + 2];
                    }
                }

                var area = (bottom - top) * (right - left);
                var target = ((y * width) + x) * 3;
                result[target] = red / area;
                result[target + 1] = green / area;
                result[target + 2] = blue / area;
            }
        }

        return new AreaAverage(width, height, result);
    }
}

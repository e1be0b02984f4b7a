using Limner.Imaging;

namespace Limner.Documents.Pdf;

/// <summary>A picture of a page, one byte (0 black, 255 white) for each pixel, row by row.</summary>
internal sealed class GreyPicture(int width, int height, ReadOnlyMemory<byte> pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public ReadOnlySpan<byte> Pixels => pixels.Span;

    public byte this[int x, int y] => pixels.Span[(y * Width) + x];

    /// <summary>The same in three equal colours.</summary>
    public PixelBuffer ToPixels()
    {
        var colour = new PixelBuffer(Width, Height);
        var rgb = colour.Writable.Span;
        var grey = Pixels;
        for (var i = 0; i < grey.Length; i++)
        {
            rgb[3 * i] = rgb[(3 * i) + 1] = rgb[(3 * i) + 2] = grey[i];
        }

        return colour;
    }

    /// <summary>Half the width and height, each pixel the mean of four: noise is halved with it.</summary>
    public GreyPicture Halved()
    {
        var (width, height) = (Math.Max(1, Width / 2), Math.Max(1, Height / 2));
        var half = new byte[width * height];
        var all = Pixels;
        for (var y = 0; y < height && (2 * y) + 1 < Height; y++)
        {
            var upper = all.Slice(2 * y * Width, Width);
            var lower = all.Slice(((2 * y) + 1) * Width, Width);
            for (var x = 0; x < width && (2 * x) + 1 < Width; x++)
            {
                half[(y * width) + x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) >> 2);
            }
        }

        return new GreyPicture(width, height, half);
    }
}

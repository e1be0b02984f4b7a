using Limner.Kernel.Errors;

namespace Limner.Documents.Pdf;

/// <summary>A picture of a page, one byte (0 black, 255 white) for each pixel, row by row.</summary>
internal sealed class GreyPicture(int width, int height, ReadOnlyMemory<byte> pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public ReadOnlySpan<byte> Pixels => pixels.Span;

    public byte this[int x, int y] => pixels.Span[(y * Width) + x];

    /// <summary>Portable greymaps (netpbm P5) as <c>pdftoppm</c> writes them, one after the other.</summary>
    /// <exception cref="LimnerException"><c>child_process</c>: it wrote something else.</exception>
    public static IReadOnlyList<GreyPicture> ReadAll(ReadOnlyMemory<byte> maps)
    {
        var pictures = new List<GreyPicture>();
        while (!maps.IsEmpty)
        {
            if (!TryReadHeader(maps.Span, '5', out var header, out var width, out var height) || (long)width * height > maps.Length - header)
            {
                throw new LimnerException(ErrorCatalogue.ChildProcess, "pdftoppm wrote no picture.");
            }

            pictures.Add(new GreyPicture(width, height, maps.Slice(header, width * height)));
            maps = maps[(header + (width * height))..];
        }

        return pictures;
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

    /// <summary>Of a portable map: the kind's digit, width, height and 255.</summary>
    /// <param name="length">Of the header; the pixels follow.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> map, char kind, out int length, out int width, out int height)
    {
        (length, width, height) = (0, 0, 0);
        if (map.Length < 8 || map[0] != 'P' || map[1] != kind)
        {
            return false;
        }

        Span<int> numbers = stackalloc int[3];
        var at = 2;
        foreach (ref var number in numbers)
        {
            while (at < map.Length && map[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                at++;
            }

            var first = at;
            for (; at < map.Length && map[at] is >= (byte)'0' and <= (byte)'9' && at - first < 6; at++)
            {
                number = (number * 10) + map[at] - '0';
            }

            if (at == first)
            {
                return false;
            }
        }

        (length, width, height) = (at + 1, numbers[0], numbers[1]);
        return width > 0 && height > 0 && numbers[2] == 255;
    }
}

using System.Globalization;
using System.Text;
using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Documents.Pdf;

/// <summary>A portable pixmap (netpbm P6) as <c>pdftoppm</c> writes it.</summary>
internal static class ColourMap
{
    /// <exception cref="LimnerException"><c>page_unreadable</c>: the program drew nothing.</exception>
    public static PixelBuffer Read(ReadOnlyMemory<byte> map)
    {
        // P6, width, height and 255, each followed by one white character, as that program writes it.
        var head = Encoding.ASCII.GetString(map.Span[..Math.Min(map.Length, 40)]).Split(['\n', ' '], 5);
        if (head.Length < 5 || head[0] != "P6" || !Number(head[1], out var width) || !Number(head[2], out var height) || head[3] != "255")
        {
            throw new LimnerException(ErrorCatalogue.PageUnreadable, "The page was not drawn.");
        }

        var start = head[0].Length + head[1].Length + head[2].Length + head[3].Length + 4;
        var length = 3L * width * height;
        if (map.Length - start < length)
        {
            throw new LimnerException(ErrorCatalogue.PageUnreadable, "The page was drawn in part only.");
        }

        var pixels = new PixelBuffer(width, height);
        map.Span.Slice(start, (int)length).CopyTo(pixels.Writable.Span);
        return pixels;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= 20_000;
}

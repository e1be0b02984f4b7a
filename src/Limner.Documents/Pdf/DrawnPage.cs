using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Documents.Pdf;

/// <summary>A page as a program drew it: in grey for its layout, and small in colour for those who look at it.</summary>
/// <param name="Square">Stretched to <see cref="PictureDecoder.SquareSide"/> squared; null where nobody wants it.</param>
internal sealed record DrawnPage(GreyPicture Grey, PixelBuffer? Square)
{
    /// <summary>Portable pixmaps (netpbm P6) as <c>pdftoppm</c> writes them, one after the other.</summary>
    /// <exception cref="LimnerException"><c>child_process</c>: it wrote something else.</exception>
    public static IReadOnlyList<DrawnPage> ReadAll(ReadOnlyMemory<byte> maps, bool withSquares)
    {
        var pages = new List<DrawnPage>();
        while (!maps.IsEmpty)
        {
            if (!GreyPicture.TryReadHeader(maps.Span, '6', out var header, out var width, out var height) || 3L * width * height > maps.Length - header)
            {
                throw new LimnerException(ErrorCatalogue.ChildProcess, "pdftoppm wrote no picture.");
            }

            using var colour = new PixelBuffer(width, height);
            var length = 3 * width * height;
            maps.Span.Slice(header, length).CopyTo(colour.Writable.Span);
            pages.Add(new DrawnPage(ToGrey(colour), withSquares ? PixelScaler.Resize(colour, PictureDecoder.SquareSide, PictureDecoder.SquareSide) : null));
            maps = maps[(header + length)..];
        }

        return pages;
    }

    /// <summary>By the weights with which the program itself draws in grey: the two differ by rounding alone.</summary>
    private static GreyPicture ToGrey(PixelBuffer colour)
    {
        var rgb = colour.Span;
        var grey = new byte[colour.Width * colour.Height];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[3 * i] * 77) + (rgb[(3 * i) + 1] * 151) + (rgb[(3 * i) + 2] * 28) + 128) >> 8);
        }

        return new GreyPicture(colour.Width, colour.Height, grey);
    }
}

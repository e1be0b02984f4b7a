using Limner.Imaging;

namespace Limner.Documents.Pdf;

/// <summary>A page as a program drew it: in grey for its layout, and small in colour for those who look at it.</summary>
/// <param name="Square">Stretched to <see cref="PictureDecoder.SquareSide"/> squared; null where nobody wants it.</param>
internal sealed record DrawnPage(GreyPicture Grey, PixelBuffer? Square)
{
    /// <param name="withSquare">Whether somebody wants it small in colour.</param>
    public static DrawnPage Of(PixelBuffer colour, bool withSquare)
        => new(ToGrey(colour), withSquare ? PixelScaler.Resize(colour, PictureDecoder.SquareSide, PictureDecoder.SquareSide) : null);

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

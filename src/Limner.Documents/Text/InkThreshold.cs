using Limner.Documents.Pdf;

namespace Limner.Documents.Text;

/// <summary>Where in a part of a picture the grey of letters ends and that of their ground begins.</summary>
internal static class InkThreshold
{
    /// <summary>Steps of grey between letters and their ground below which there is nothing to measure.</summary>
    private const int LeastContrast = 40;

    /// <param name="area">In pixels, inside the picture, right and bottom not in it.</param>
    /// <returns>What is darker is ink, 0..255; nothing where there is too little contrast.</returns>
    public static int? Of(GreyPicture picture, (int Left, int Top, int Right, int Bottom) area)
    {
        var (left, top, right, bottom) = area;
        Span<int> histogram = stackalloc int[256];
        histogram.Clear();
        for (var y = top; y < bottom; y++)
        {
            foreach (var value in picture.Pixels.Slice((y * picture.Width) + left, right - left))
            {
                histogram[value]++;
            }
        }

        // Letters cover a fifth or less of their box: its lighter half is ground, its darkest twentieth the middle of strokes.
        var (count, dark, light) = ((right - left) * (bottom - top), -1, 0);
        for (int value = 0, sum = 0; value < 256; value++)
        {
            sum += histogram[value];
            dark = dark < 0 && sum * 20 >= count ? value : dark;
            if (sum * 10 >= count * 6)
            {
                light = value;
                break;
            }
        }

        return light - dark < LeastContrast ? null : (dark + light) / 2;
    }
}

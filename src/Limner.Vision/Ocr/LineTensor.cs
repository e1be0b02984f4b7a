using Limner.Imaging;

namespace Limner.Vision.Ocr;

/// <summary>Lines of text as the classifier and the recogniser take them: 48 pixels high, planes blue, green, red, -1..1, zero beyond the line's end.</summary>
internal static class LineTensor
{
    public const int Height = 48;

    /// <param name="width">Of the tensor, at least the line's.</param>
    public static PooledTensor Of(PixelBuffer line, int width)
    {
        var tensor = new PooledTensor(1, 3, Height, width);
        var elements = tensor.Elements;
        elements.Clear();
        var rgb = line.Span;
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < Height; y++)
            {
                var row = elements.Slice((((channel * Height) + y) * width), line.Width);
                for (int x = 0, at = (3 * y * line.Width) + 2 - channel; x < row.Length; x++, at += 3)
                {
                    row[x] = (rgb[at] / 127.5f) - 1;
                }
            }
        }

        return tensor;
    }
}

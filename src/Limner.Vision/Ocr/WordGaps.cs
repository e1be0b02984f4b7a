using Limner.Imaging;

namespace Limner.Vision.Ocr;

/// <summary>Columns of a line without ink.</summary>
/// <param name="From">First column, in pixels.</param>
/// <param name="To">The column behind the last.</param>
internal readonly record struct Gap(int From, int To)
{
    public int Width => To - From;

    public float Middle => (From + To) / 2f;
}

/// <summary>
/// Finds the white between words by the line's projection profile. The recogniser was trained on Chinese, where words are not set apart, and leaves most
/// spaces of Latin text out.
/// </summary>
internal static class WordGaps
{
    /// <summary>The least contrast between ink and paper, of 255: below it a profile is noise.</summary>
    private const int LeastContrast = 40;

    /// <summary>Where every white between two stretches of ink lies, from left to right.</summary>
    public static List<Gap> Find(PixelBuffer line)
    {
        var columns = InkPerColumn(line, out var least);
        var gaps = new List<Gap>();
        var end = -1;
        for (var x = 0; x < columns.Length; x++)
        {
            if (columns[x] < least)
            {
                continue;
            }

            if (end >= 0 && x > end)
            {
                gaps.Add(new Gap(end, x));
            }

            end = x + 1;
        }

        return gaps;
    }

    /// <summary>Pixels of ink in each column. What is ink is told by Otsu's threshold; it is the rarer side.</summary>
    private static int[] InkPerColumn(PixelBuffer line, out int least)
    {
        var (width, height) = (line.Width, line.Height);
        var grey = new byte[width * height];
        var histogram = new int[256];
        var rgb = line.Span;
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[3 * i] * 77) + (rgb[(3 * i) + 1] * 150) + (rgb[(3 * i) + 2] * 29)) >> 8);
            histogram[grey[i]]++;
        }

        var columns = new int[width];
        var (threshold, contrast) = Otsu(histogram, grey.Length);
        least = 1;
        if (contrast < LeastContrast)
        {
            Array.Fill(columns, height);
            return columns;
        }

        var dark = grey.Count(value => value <= threshold);
        var inkIsDark = dark <= grey.Length - dark;
        for (var i = 0; i < grey.Length; i++)
        {
            if (grey[i] <= threshold == inkIsDark)
            {
                columns[i % width]++;
            }
        }

        return columns;
    }

    /// <summary>Otsu, A Threshold Selection Method from Gray-Level Histograms, 1979.</summary>
    private static (int Threshold, double Contrast) Otsu(int[] histogram, int total)
    {
        var sum = 0.0;
        for (var i = 0; i < 256; i++)
        {
            sum += (double)i * histogram[i];
        }

        var (below, sumBelow, best, threshold, contrast) = (0L, 0.0, -1.0, 127, 0.0);
        for (var i = 0; i < 255; i++)
        {
            below += histogram[i];
            sumBelow += (double)i * histogram[i];
            if (below == 0 || below == total)
            {
                continue;
            }

            var difference = ((sum - sumBelow) / (total - below)) - (sumBelow / below);
            var between = below * (double)(total - below) * difference * difference;
            if (between > best)
            {
                (best, threshold, contrast) = (between, i, difference);
            }
        }

        return (threshold, contrast);
    }
}

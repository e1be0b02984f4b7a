using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Text;

/// <summary>
/// Tells bold type in a picture: the mean length of the runs of ink along the rows of a word, in parts of the type's size, beside that of most words of the page. Stems of bold faces are
/// some half as wide again as those of regular ones.
/// </summary>
internal static class StrokeWeights
{
    /// <summary>How much wider than usual the strokes of bold words are.</summary>
    private const double Bold = 1.16;

    /// <summary>Letters in words that are measured: fewer say nothing of what is usual.</summary>
    private const int LeastLetters = 120;

    /// <param name="picture">Of the upright page.</param>
    /// <param name="scale">Its pixels in a point.</param>
    /// <exception cref="OperationCanceledException"/>
    public static List<PageWord> Apply(List<PageWord> words, GreyPicture picture, double scale, CancellationToken cancellation)
    {
        var weights = words.ConvertAll(word =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Measure(word, picture, scale);
        });

        // Hangul has thinner strokes than Latin at the same size.
        var usual = new Dictionary<bool, double>();
        foreach (var script in words.Zip(weights).Where(pair => !double.IsNaN(pair.Second)).GroupBy(pair => IsHangul(pair.First)))
        {
            var ordered = script.OrderBy(pair => pair.Second).ToList();
            var letters = ordered.Sum(pair => pair.First.Text.Length);
            if (letters < LeastLetters)
            {
                continue;
            }

            var half = letters / 2;
            usual[script.Key] = ordered.First(pair => (half -= pair.First.Text.Length) <= 0).Second;
        }

        return [.. words.Zip(weights).Select(pair => usual.TryGetValue(IsHangul(pair.First), out var median) && pair.Second > Bold * median ? pair.First with { Font = pair.First.Font with { Bold = true } } : pair.First)];
    }

    private static bool IsHangul(PageWord word) => word.Text.Any(letter => letter is >= '\uAC00' and <= '\uD7A3');

    /// <summary>NaN where nothing can be measured.</summary>
    private static double Measure(PageWord word, GreyPicture picture, double scale)
    {
        var area = new PageCanvas(picture, scale, PageCanvas.NoiseOfScans).Pixels(word.Box);
        if (InkThreshold.Of(picture, area) is not { } limit || !word.Text.Any(char.IsLetter))
        {
            return double.NaN;
        }

        var (left, top, right, bottom) = area;
        var (ink, runs) = (0, 0);
        for (var y = top; y < bottom; y++)
        {
            var before = false;
            foreach (var value in picture.Pixels.Slice((y * picture.Width) + left, right - left))
            {
                var isInk = value < limit;
                ink += isInk ? 1 : 0;
                runs += isInk && !before ? 1 : 0;
                before = isInk;
            }
        }

        return runs == 0 ? double.NaN : ink / (double)runs / (scale * word.Font.Size);
    }
}

using Limner.Imaging;

namespace Limner.Vision.Ocr;

/// <summary>
/// Turns the rectangles of lines so that they are read the right way round: tall ones lie on their side, and the classifier tells head from foot. On a page
/// all lines that lie one way are turned together. What the classifier believes is then tried: it was trained on Latin and Chinese and takes pages in other
/// scripts for turned ones.
/// </summary>
internal sealed class LineDirections(AngleClassifier classifier, LineReader reader, TesseractReader tesseract)
{
    /// <summary>A line this much taller than wide is read from its side.</summary>
    private const float Upended = 1.5f;

    /// <summary>From so many lines on they are a page, and vote.</summary>
    private const int Page = 3;

    /// <summary>A page with a mean below this stands upright.</summary>
    private const float Upright = 0.25f;

    /// <summary>One line alone is turned where the classifier is this sure.</summary>
    private const float Sure = 0.9f;

    /// <summary>Lines that are read both ways.</summary>
    private const int Trials = 3;

    /// <summary>So much of them, in parts of their height: some twenty letters tell.</summary>
    private const float TrialLength = 12;

    /// <summary>A mean confidence that only a script gives which the reader knows.</summary>
    private const float Readable = 0.8f;

    /// <param name="languages">For Tesseract; none where it is not to be asked.</param>
    public async Task<List<RotatedRect>> TurnAsync(PixelBuffer picture, List<RotatedRect> lines, IReadOnlyList<string> languages, int threads, CancellationToken cancellation)
    {
        var turned = new List<RotatedRect>(lines.Count);
        foreach (var group in lines.GroupBy(line => line.Height >= Upended * line.Width))
        {
            var level = group.Select(line => group.Key ? line.Turned(1) : line).ToList();
            var onHead = await classifier.ClassifyAsync(picture, level, cancellation);
            if (level.Count >= Page)
            {
                var all = await AreTurnedAsync(picture, level, onHead, languages, threads, cancellation);
                turned.AddRange(level.Select(line => all ? line.Turned(2) : line));
            }
            else
            {
                turned.AddRange(level.Select((line, i) => onHead[i] > Sure ? line.Turned(2) : line));
            }
        }

        return turned;
    }

    private async Task<bool> AreTurnedAsync(
        PixelBuffer picture, List<RotatedRect> lines, IReadOnlyList<float> onHead, IReadOnlyList<string> languages, int threads, CancellationToken cancellation)
    {
        // Long lines tell more than page numbers.
        var mean = lines.Select((line, i) => onHead[i] * line.Width).Sum() / lines.Sum(line => line.Width);
        if (mean < Upright)
        {
            return false;
        }

        var asIs = lines.OrderByDescending(line => line.Width / line.Height).Take(Trials).Select(line => line.Part(0, MathF.Min(1, TrialLength * line.Height / line.Width))).ToList();
        var both = asIs.Concat(asIs.Select(line => line.Turned(2))).ToList();
        var (one, other) = Means(await reader.ReadAsync(picture, both, threads, cancellation));
        if (MathF.Max(one, other) < Readable && languages.Count > 0)
        {
            (one, other) = Means(await tesseract.ReadAsync(picture, both, languages, threads, cancellation));
        }

        return other > one;
    }

    /// <summary>Of the first half and of the second.</summary>
    private static (float One, float Other) Means(List<ReadLine> lines)
        => (lines.Take(lines.Count / 2).Average(line => line.Confidence), lines.Skip(lines.Count / 2).Average(line => line.Confidence));
}

using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Vision.Ocr;

namespace Limner.Documents.Text;

/// <summary>Recognised lines as words on the upright page, with the size of their type estimated from the height of their lines.</summary>
internal static class RecognizedWords
{
    /// <summary>Of a recognised line's box, in parts of the type's size: it reaches from the highest letter to the lowest, with a margin that recognition adds.</summary>
    private const double Margin = 0.37;

    private const double Ascender = 0.24;
    private const double SmallLetter = 0.48;
    private const double Descender = 0.21;

    /// <summary>Lines whose heights differ by less are set in one size: letters that reach up or down make one line higher than the next.</summary>
    private const double Same = 0.18;

    /// <returns>The words of each line that has any.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static List<List<PageWord>> From(IReadOnlyList<TextLine> lines, PagePose pose, double scale, CancellationToken cancellation)
    {
        var read = new List<List<PageWord>>();
        var sizes = Sizes([.. lines.Select(line => Box(line.Quad, pose, scale).Height / BoxOfSize(line.Text))], [.. lines.Select(line => line.Text.Length)], cancellation);
        for (var i = 0; i < lines.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (line, words) = (lines[i], new List<PageWord>());
            var box = Box(line.Quad, pose, scale);
            var font = new FontStyle(sizes[i], Bold: false, Italic: false, Monospaced: false, Mathematical: false);
            var engine = line.Engine == TextEngine.Tesseract ? ElementEngine.Tesseract : ElementEngine.PpOcr;
            if (line.Words.Count == 0)
            {
                read.Add([new PageWord(box, line.Text, font, line.Confidence, engine)]);
                continue;
            }

            var from = 0;
            foreach (var word in line.Words)
            {
                var at = line.Text.IndexOf(word.Text, from, StringComparison.Ordinal);
                bool? afterSpace = at < 0 || from == 0 ? null : at > from && line.Text.AsSpan(from, at - from).ContainsAny(' ', '\u3000');
                from = at < 0 ? from : at + word.Text.Length;
                var text = TextCleaning.Clean(word.Text).Trim();
                if (text.Length > 0)
                {
                    var own = Box(word.Quad, pose, scale);

                    // The line's height, so that words of a line that is a little askew stay level.
                    words.Add(new PageWord(own with { Top = Math.Max(own.Top, box.Top), Bottom = Math.Min(own.Bottom, box.Bottom) }, text, font, word.Confidence, engine) { AfterSpace = afterSpace });
                }
            }

            if (words.Count > 0)
            {
                read.Add(words);
            }
        }

        return read;
    }

    /// <summary>How high the box of a line with these letters is, in parts of the type's size: a line of capitals or without any g is lower than others.</summary>
    private static double BoxOfSize(string text)
    {
        var (isHigh, isLow) = (false, false);
        foreach (var letter in text)
        {
            // Hangul, ideographs and the like fill what Latin letters have from top to bottom.
            var isFull = letter >= '\u1100';
            isHigh |= isFull || char.IsUpper(letter) || char.IsDigit(letter) || letter is 'b' or 'd' or 'f' or 'h' or 'i' or 'j' or 'k' or 'l' or 't' or '(' or '[' or '{' or '/' or '|';
            isLow |= isFull || letter is 'g' or 'j' or 'p' or 'q' or 'y' or 'Q' or '(' or '[' or '{' or '/' or '|' or ',' or ';';
        }

        return Margin + SmallLetter + (isHigh ? Ascender : 0) + (isLow ? Descender : 0);
    }

    /// <summary>Sizes are put together in groups around the most common ones, and all lines of a group get one size.</summary>
    private static double[] Sizes(double[] heights, int[] letters, CancellationToken cancellation)
    {
        var sizes = new double[heights.Length];
        var left = Enumerable.Range(0, heights.Length).ToList();
        while (left.Count > 0)
        {
            // The height with most letters around it.
            var centre = left.MaxBy(i =>
            {
                cancellation.ThrowIfCancellationRequested();
                return left.Where(other => Math.Abs(heights[other] - heights[i]) <= Same * 0.5 * heights[i]).Sum(other => letters[other]);
            });
            var group = left.FindAll(other => Math.Abs(heights[other] - heights[centre]) <= Same * heights[centre]);
            var median = group.Select(i => heights[i]).Order().ElementAt(group.Count / 2);
            group.ForEach(i => sizes[i] = Math.Max(1, Math.Round(median * 4) / 4));
            left.RemoveAll(group.Contains);
        }

        return sizes;
    }

    private static PageBox Box(Quad quad, PagePose pose, double scale)
    {
        var corners = new[] { pose.Map(quad.TopLeft), pose.Map(quad.TopRight), pose.Map(quad.BottomRight), pose.Map(quad.BottomLeft) };
        return new PageBox(corners.Min(corner => corner.X) / scale, corners.Min(corner => corner.Y) / scale, corners.Max(corner => corner.X) / scale, corners.Max(corner => corner.Y) / scale);
    }
}

using Limner.Documents.Pdf;

namespace Limner.Documents.Layout;

/// <summary>Brings a page's words (exact places) and runs (fonts) together.</summary>
internal static class WordStyles
{
    /// <summary>A letter's box is some 1.15 of its font's size high in most fonts.</summary>
    private const double BoxOfSize = 1.15;

    /// <summary>Fonts made up in the file may claim any ascent: a box higher than this many sizes says nothing of where its letters are.</summary>
    private const double HighestBox = 1.7;

    /// <exception cref="OperationCanceledException"/>
    public static List<PageWord> Join(IReadOnlyList<PdfWord> words, IReadOnlyList<PdfRun> runs, CancellationToken cancellation)
    {
        var byRow = RowIndex<PdfRun>.Of(runs.OrderBy(run => run.Box.Top), run => run.Box);
        var joined = new List<PageWord>(words.Count);
        foreach (var word in words)
        {
            cancellation.ThrowIfCancellationRequested();
            var text = RightToLeft.FromLeft(TextCleaning.Clean(word.Text).Trim());
            if (text.Length == 0)
            {
                continue;
            }

            var run = Find(word, byRow);
            var font = run?.Font ?? new FontStyle(word.Box.Height / BoxOfSize, Bold: false, Italic: false, Monospaced: false, Mathematical: false);
            var box = run is not null && word.Box.Height > HighestBox * font.Size ? word.Box with { Top = run.Box.Top, Bottom = run.Box.Bottom } : word.Box;
            joined.Add(new PageWord(box, text, font, 1, ElementEngine.TextLayer));
        }

        return joined;
    }

    private static PdfRun? Find(PdfWord word, RowIndex<PdfRun> runs)
    {
        PdfRun? best = null;
        var most = 0.0;
        foreach (var run in runs.Beside(word.Box))
        {
            var beside = run.Box.OverlapY(word.Box);
            var above = run.Box.OverlapX(word.Box);
            if (beside <= 0 || above <= 0)
            {
                continue;
            }

            // A share in each direction, so that a high line beside does not win over the word's own.
            var score = above / Math.Max(word.Box.Width, 0.1) * beside / Math.Max(run.Box.Height, word.Box.Height);
            if (score > most)
            {
                (best, most) = (run, score);
            }
        }

        return best;
    }
}

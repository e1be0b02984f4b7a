using System.Text;

namespace Limner.Documents.Layout;

/// <summary>Words that stand beside one another on one line without a gap that a column, a cell or a margin would leave.</summary>
internal sealed class TextSegment
{
    /// <summary>In parts of the font's size: less is no space. Letters of one word may be set in several fonts.</summary>
    private const double Space = 0.12;

    /// <param name="words">From left to right; at least one.</param>
    public TextSegment(IReadOnlyList<PageWord> words)
    {
        Words = words;
        Box = PageBox.Around(words.Select(word => word.Box));
        Text = Join(words);
        var letters = words.Sum(word => word.Text.Length);

        // The size of most letters: a footnote's mark or a large initial says little.
        Size = words.GroupBy(word => Math.Round(word.Font.Size * 4) / 4).MaxBy(group => group.Sum(word => word.Text.Length))!.Key;
        Bold = words.Where(word => word.Font.Bold).Sum(word => word.Text.Length) > 0.7 * letters;
        Italic = words.Where(word => word.Font.Italic).Sum(word => word.Text.Length) > 0.7 * letters;
        Monospaced = words.Where(word => word.Font.Monospaced).Sum(word => word.Text.Length) > 0.8 * letters;
        Mathematical = words.Where(word => word.Font.Mathematical || word.Text.Any(IsMathematical)).Sum(word => word.Text.Length) / (double)letters;
        Confidence = words.Sum(word => word.Confidence * word.Text.Length) / letters;
    }

    public IReadOnlyList<PageWord> Words { get; }

    public PageBox Box { get; }

    public string Text { get; }

    /// <summary>In points.</summary>
    public double Size { get; }

    public bool Bold { get; }

    public bool Italic { get; }

    public bool Monospaced { get; }

    /// <summary>The share, 0..1, of its letters that are mathematical.</summary>
    public double Mathematical { get; }

    public double Confidence { get; }

    /// <summary>It runs up or down the page.</summary>
    public bool IsVertical => Words.Any(word => word.IsVertical);

    /// <summary>Words with the spaces that stand between them on the page.</summary>
    public static string Join(IReadOnlyList<PageWord> words)
    {
        if (RightToLeft.IsMostly(words))
        {
            return string.Join(' ', RightToLeft.InReadingOrder(words).Select(word => word.Text));
        }

        var text = new StringBuilder(words[0].Text);
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].AfterSpace ?? words[i].Box.Left - words[i - 1].Box.Right > Space * Math.Min(words[i].Font.Size, words[i - 1].Font.Size))
            {
                text.Append(' ');
            }

            text.Append(words[i].Text);
        }

        return text.ToString();
    }

    private static bool IsMathematical(char letter)
        => char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.MathSymbol || letter is (>= '\u0391' and <= '\u03C9') or (>= '\u2200' and <= '\u22FF');
}

using System.Globalization;

namespace Limner.Vision.Ocr;

/// <summary>
/// Reads what Tesseract writes as <c>tsv</c> (one row for each page, block, paragraph, line and word; the pages are the lines it was given) and as <c>txt</c>. The
/// table has the boxes, but in Korean it takes syllables for words; the text has the spaces.
/// </summary>
internal static class TesseractTable
{
    private const int Columns = 12;
    private const int WordLevel = 5;

    /// <summary>More characters in one word than this are noise.</summary>
    private const int MaximumWordLength = 200;

    /// <param name="table">Rows that do not read as rows are passed over.</param>
    /// <param name="text">The pages end with form feeds.</param>
    /// <param name="widths">Of each page's line, in pixels, without its margin.</param>
    /// <param name="margin">Pixels of white to the left of a line.</param>
    /// <returns>One line for each width.</returns>
    public static ReadLine[] Read(string table, string text, IReadOnlyList<int> widths, int margin)
    {
        var words = widths.Select(_ => new List<ReadWord>()).ToArray();
        foreach (var row in table.Split('\n'))
        {
            var cells = row.TrimEnd('\r').Split('\t');
            if (cells.Length != Columns || !TryNumber(cells[0], out var level) || level != WordLevel || !TryNumber(cells[1], out var page) || page < 1 || page > words.Length
                || !TryNumber(cells[6], out var left) || !TryNumber(cells[8], out var width)
                || !float.TryParse(cells[10], NumberStyles.Float, CultureInfo.InvariantCulture, out var confidence) || !(confidence >= 0)
                || cells[11].Trim() is not { Length: > 0 and <= MaximumWordLength } word)
            {
                continue;
            }

            var length = (float)widths[page - 1];
            words[page - 1].Add(new ReadWord(word, Math.Min(confidence, 100) / 100, Math.Clamp((left - margin) / length, 0, 1), Math.Clamp((left + width - margin) / length, 0, 1)));
        }

        var pages = text.Split('\f');
        return [.. words.Select((parts, i) => Join(i < pages.Length ? Merge(parts, pages[i]) : parts))];
    }

    /// <summary>The parts put together to the words of the text, where both have the same letters.</summary>
    private static List<ReadWord> Merge(List<ReadWord> parts, string text)
    {
        var spaced = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!string.Concat(spaced).Equals(string.Concat(parts.Select(part => string.Concat(part.Text.Where(c => !char.IsWhiteSpace(c))))), StringComparison.Ordinal))
        {
            return parts;
        }

        var merged = new List<ReadWord>(spaced.Length);
        var next = 0;
        foreach (var word in spaced)
        {
            var first = next;
            for (var length = 0; length < word.Length && next < parts.Count; next++)
            {
                length += parts[next].Text.Length;
            }

            // A part that lies across two words is counted with the first, so the second may have none of its own.
            var own = parts.GetRange(Math.Min(first, parts.Count - 1), Math.Max(1, next - first));
            merged.Add(new ReadWord(word, own.Average(part => part.Confidence), own.Min(part => part.From), own.Max(part => part.To)));
        }

        return merged;
    }

    private static ReadLine Join(List<ReadWord> words)
        => words.Count == 0
            ? ReadLine.Nothing
            : new ReadLine(string.Join(' ', words.Select(word => word.Text)), words.Sum(word => word.Confidence * word.Text.Length) / words.Sum(word => word.Text.Length), words);

    private static bool TryNumber(string cell, out int number) => int.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
}

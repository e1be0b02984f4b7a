using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Documents.Storing;

/// <summary>Which pages of a document: numbers and ranges with commas between, the last open at its end (<c>1-3,7,12-</c>).</summary>
internal sealed class PageRanges
{
    private const int MaxRanges = 100;

    private const int MaxNumber = 1_000_000;

    private readonly List<(int First, int Last)> _ranges;

    private PageRanges(List<(int First, int Last)> ranges) => _ranges = ranges;

    /// <returns>Null for no text: all pages.</returns>
    /// <exception cref="LimnerException"><c>validation</c> of the field <c>pages</c>.</exception>
    public static PageRanges? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var parts = text.Split(',', MaxRanges + 1, StringSplitOptions.TrimEntries);
        return parts.Length <= MaxRanges ? new PageRanges([.. parts.Select(Range)]) : throw Malformed();
    }

    /// <summary>Those that a document of so many pages has, in their order, each once.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: it has none of them.</exception>
    public IReadOnlyList<int> Of(int count)
    {
        var chosen = new SortedSet<int>(_ranges.SelectMany(range => range.First > count ? [] : Enumerable.Range(range.First, Math.Min(range.Last, count) - range.First + 1)));
        return chosen.Count > 0 ? [.. chosen] : throw new LimnerException(ErrorCatalogue.Validation.With($"The document has {count} pages, and none of those.", "pages"));
    }

    public override string ToString()
        => string.Join(',', _ranges.Select(range => range.First == range.Last ? Text(range.First) : range.Last == MaxNumber ? Text(range.First) + "-" : $"{Text(range.First)}-{Text(range.Last)}"));

    private static (int First, int Last) Range(string part)
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        var first = Number(dash < 0 ? part : part[..dash]);
        var last = dash < 0 ? first : dash == part.Length - 1 ? MaxNumber : Number(part[(dash + 1)..]);
        return last >= first ? (first, last) : throw Malformed();
    }

    private static int Number(string text)
        => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < MaxNumber ? number : throw Malformed();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static LimnerException Malformed() => new(ErrorCatalogue.Validation.With("Pages are given as 1-3,7,12-; at most 100 ranges.", "pages"));
}

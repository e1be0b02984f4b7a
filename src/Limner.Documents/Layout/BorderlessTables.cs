using System.Diagnostics.CodeAnalysis;
using Limner.Vision.Layout;

namespace Limner.Documents.Layout;

/// <summary>Tables without lines between their columns: rows of short texts, level with each other over gaps that go through all of them.</summary>
internal static class BorderlessTables
{
    private const int LeastRows = 3;

    /// <summary>How far the middles of texts on one row may lie from each other, in parts of the type's size: recognised ones are as high as their letters.</summary>
    private const double Level = 0.16;

    private const double LevelOfScans = 0.4;

    /// <summary>Texts of a table: more is no table that a page would hold.</summary>
    public const int MostTexts = 3000;

    /// <summary>Running text fills its column on most lines.</summary>
    private const double FillOfText = 0.82;

    /// <param name="group">Items that share gutters.</param>
    /// <param name="gaps">The gutters.</param>
    /// <param name="before">What of the group stands over the table; <paramref name="after"/>: below it.</param>
    public static bool TryBuild(
        IReadOnlyList<PageItem> group, IReadOnlyList<(double From, double To)> gaps, Rulings rulings, [NotNullWhen(true)] out PageTable? table, out List<PageItem> before, out List<PageItem> after)
    {
        (table, before, after) = (null, [], []);
        if (group.Count > MostTexts || !group.All(item => item is SegmentItem))
        {
            return false;
        }

        var rows = Rows(group);
        if (IsSeenAsText(group) || IsListing(group) || IsContents(rows) || IsDisplay(group))
        {
            return false;
        }

        var first = rows.FindIndex(row => row.Count > 1);
        var last = rows.FindLastIndex(row => row.Count > 1);
        if (first < 0 || last - first + 1 < (gaps.Count > 1 || IsBetweenLines(rows, first, last, rulings) ? 2 : LeastRows))
        {
            return false;
        }

        // A last row of one text, close under the one above, is the rest of a cell.
        while (last + 1 < rows.Count && rows[last + 1][0].Box.Left >= gaps[0].To && Gap(rows[last], rows[last + 1]) < 0.5 * Height(rows[last]))
        {
            last++;
        }

        // What stands alone close over the later columns is the head of these.
        while (first > 0 && rows[first - 1][0].Box.Left >= gaps[0].To && Gap(rows[first - 1], rows[first]) < 0.8 * Height(rows[first]) && rows[first - 1][0] is SegmentItem { Segment: var over } && !ListMarks.IsCaption(over.Text))
        {
            first--;
        }

        var body = rows.GetRange(first, last - first + 1);
        gaps = BorderlessCells.Gaps(body, gaps);
        if (!IsTable(body, gaps))
        {
            return false;
        }

        (before, after) = ([.. rows.Take(first).SelectMany(row => row)], [.. rows.Skip(last + 1).SelectMany(row => row)]);
        table = BorderlessCells.Build(body, gaps, rulings);
        return true;
    }

    /// <summary>Items that are level with each other, each row from left to right.</summary>
    public static List<List<PageItem>> Rows(IEnumerable<PageItem> items)
    {
        var rows = new List<List<PageItem>>();
        foreach (var item in items.OrderBy(item => item.Box.CentreY))
        {
            if (rows.Count > 0 && rows[^1][0] is var level && level.Box.OverlapY(item.Box) > 0.5 * Math.Min(level.Box.Height, item.Box.Height))
            {
                rows[^1].Add(item);
            }
            else
            {
                rows.Add([item]);
            }
        }

        rows.ForEach(row => row.Sort((one, other) => one.Box.Left.CompareTo(other.Box.Left)));
        return rows;
    }

    /// <summary>Lines of a listing, with numbers before them or moved in: what is set in one width is aligned by itself. Two listings in columns of a page are not one.</summary>
    public static bool IsListing(IReadOnlyList<PageItem> group)
    {
        var segments = group.OfType<SegmentItem>().Select(item => item.Segment).ToList();
        var (letters, same) = (segments.Sum(segment => segment.Text.Length), segments.Where(segment => segment.Monospaced).Sum(segment => segment.Text.Length));
        if (same < 0.7 * letters)
        {
            return false;
        }

        var box = PageBox.Around(group.Select(item => item.Box));
        var right = segments.Where(segment => segment.Box.Left > box.Left + (0.4 * box.Width)).ToList();
        return right.Count < 6 || right.Max(segment => segment.Box.Right) - right.Min(segment => segment.Box.Left) < 0.35 * box.Width
            || right.Select(segment => Math.Round(segment.Box.Left / 2)).GroupBy(left => left).Max(lefts => lefts.Count()) < 0.5 * right.Count;
    }

    /// <summary>Most rows lead to the number of a page.</summary>
    public static bool IsContents(List<List<PageItem>> rows)
        => rows.Count(row => row.Exists(item => item is SegmentItem { Segment: var segment } && ListMarks.HasLeader(segment.Text))) is var leading && leading > 0 && leading >= 0.4 * rows.Count;

    /// <summary>A formula on lines of its own: brackets of several pieces, or a number in brackets at its end.</summary>
    public static bool IsDisplay(IReadOnlyList<PageItem> group)
    {
        var segments = group.OfType<SegmentItem>().Select(item => item.Segment).ToList();
        var pieces = segments.Count(segment => segment.Text.Any(letter => letter is >= '\u239B' and <= '\u23AE'));
        var mathematical = segments.Where(segment => segment.Mathematical > 0.3).Sum(segment => segment.Text.Length) / (double)Math.Max(1, segments.Sum(segment => segment.Text.Length));
        return pieces >= 2 || (mathematical > 0.35 && segments.Exists(segment => ListMarks.IsEquationNumber(segment.Text)));
    }

    /// <summary>All of it is part of one formula, listing, heading or caption that a model has seen.</summary>
    public static bool IsOfOne(IReadOnlyList<PageItem> group)
        => group[0] is SegmentItem { Region: { IsOne: true } region } && group.All(item => item is SegmentItem { Region: { } other } && other == region);

    /// <summary>A model has seen something else in most of it than a table.</summary>
    private static bool IsSeenAsText(IReadOnlyList<PageItem> group)
        => group.Count(item => item is SegmentItem { Region: { Kind: not LayoutKind.Table } }) > 0.5 * group.Count;

    private static bool IsTable(List<List<PageItem>> rows, IReadOnlyList<(double From, double To)> gaps)
    {
        var segments = rows.SelectMany(row => row).Cast<SegmentItem>().Select(item => item.Segment).ToList();
        if (rows.Count(row => row.Count > 1) < 0.5 * rows.Count || segments.Count(segment => ListMarks.HasBullet(segment.Text)) > 0.2 * segments.Count)
        {
            return false;
        }

        // The rows of two columns of text are level by chance only.
        var level = rows.Where(row => row.Count > 1).Average(row => row.Max(item => item.Box.CentreY) - row.Min(item => item.Box.CentreY));
        if (level > (segments[0].Words[0].Engine == ElementEngine.TextLayer ? Level : LevelOfScans) * segments.Average(segment => segment.Size))
        {
            return false;
        }

        var columns = segments.GroupBy(segment => gaps.Count(gap => gap.To <= segment.Box.CentreX)).Select(column => column.ToList()).ToList();
        if (columns.Count(RunningText.Is) >= 2 || columns.Exists(column => column.Count >= 8 && column.Count >= 0.7 * rows.Count && RunningText.Is(column) && column.Average(segment => segment.Text.Length) > 30))
        {
            return false;
        }

        if (columns.Exists(column => column.Count >= 2 && column.Count(IsNumeric) >= 0.6 * column.Count))
        {
            return true;
        }

        var words = segments.Average(segment => segment.Words.Count);
        var fill = columns.Average(column => column.Average(segment => segment.Box.Width) / column.Max(segment => segment.Box.Width));
        return words <= 2.2 || (words <= 6 && fill < FillOfText);
    }

    private static bool IsNumeric(TextSegment segment)
        => segment.Text.Count(char.IsDigit) is > 0 and var digits && digits * 2 >= segment.Text.Count(letter => !char.IsWhiteSpace(letter) && !char.IsPunctuation(letter));

    private static bool IsBetweenLines(List<List<PageItem>> rows, int first, int last, Rulings rulings)
    {
        var box = PageBox.Around(rows.GetRange(first, last - first + 1).SelectMany(row => row).Select(item => item.Box));
        return rulings.Horizontal.Any(line => Spans(line, box) && line.CentreY <= box.Top + 2 && line.CentreY > box.Top - 15)
            && rulings.Horizontal.Any(line => Spans(line, box) && line.CentreY >= box.Bottom - 2 && line.CentreY < box.Bottom + 15);
    }

    internal static bool Spans(PageBox line, PageBox box) => line.OverlapX(box) > 0.8 * box.Width;

    private static double Gap(List<PageItem> upper, List<PageItem> lower) => lower.Min(item => item.Box.Top) - upper.Max(item => item.Box.Bottom);

    private static double Height(List<PageItem> row) => row.Average(item => item.Box.Height);
}

using System.Diagnostics.CodeAnalysis;

namespace Limner.Documents.Layout;

/// <summary>Tables without lines between their columns: rows of short texts, level with each other over gaps that go through all of them.</summary>
internal static class BorderlessTables
{
    private const int LeastRows = 3;

    /// <summary>Running text fills its column on most lines.</summary>
    private const double FillOfText = 0.82;

    /// <param name="group">Items that share gutters.</param>
    /// <param name="gaps">The gutters.</param>
    /// <param name="before">What of the group stands over the table; <paramref name="after"/>: below it.</param>
    public static bool TryBuild(
        IReadOnlyList<PageItem> group, IReadOnlyList<(double From, double To)> gaps, Rulings rulings, [NotNullWhen(true)] out PageTable? table, out List<PageItem> before, out List<PageItem> after)
    {
        (table, before, after) = (null, [], []);
        if (!group.All(item => item is SegmentItem))
        {
            return false;
        }

        var rows = Rows(group);
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

        var body = rows.GetRange(first, last - first + 1);
        if (!IsTable(body, gaps))
        {
            return false;
        }

        (before, after) = ([.. rows.Take(first).SelectMany(row => row)], [.. rows.Skip(last + 1).SelectMany(row => row)]);
        table = Build(body, Columns(body, gaps), rulings);
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

    private static bool IsTable(List<List<PageItem>> rows, IReadOnlyList<(double From, double To)> gaps)
    {
        var segments = rows.SelectMany(row => row).Cast<SegmentItem>().Select(item => item.Segment).ToList();
        if (rows.Count(row => row.Count > 1) < 0.5 * rows.Count || segments.Count(segment => ListMarks.HasBullet(segment.Text)) > 0.2 * segments.Count)
        {
            return false;
        }

        // The rows of two columns of text are level by chance only.
        var level = rows.Where(row => row.Count > 1).Average(row => row.Max(item => item.Box.CentreY) - row.Min(item => item.Box.CentreY));
        if (level > 0.16 * segments.Average(segment => segment.Size))
        {
            return false;
        }

        var columns = segments.GroupBy(segment => gaps.Count(gap => gap.To <= segment.Box.CentreX)).Select(column => column.ToList()).ToList();
        if (columns.Count(IsRunningText) >= 2 || columns.Exists(column => column.Count >= 8 && column.Count >= 0.7 * rows.Count && IsRunningText(column) && column.Average(segment => segment.Text.Length) > 30))
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

    /// <summary>Most lines are as wide as the column, and hold more than a few words.</summary>
    private static bool IsRunningText(List<TextSegment> column)
    {
        var widest = column.Max(segment => segment.Box.Width);
        return column.Count >= 4 && column.Count(segment => segment.Box.Width > 0.88 * widest) > 0.5 * column.Count && column.Average(segment => segment.Text.Length) >= 12;
    }

    private static bool IsNumeric(TextSegment segment)
        => segment.Text.Count(char.IsDigit) is > 0 and var digits && digits * 2 >= segment.Text.Count(letter => !char.IsWhiteSpace(letter) && !char.IsPunctuation(letter));

    private static bool IsBetweenLines(List<List<PageItem>> rows, int first, int last, Rulings rulings)
    {
        var box = PageBox.Around(rows.GetRange(first, last - first + 1).SelectMany(row => row).Select(item => item.Box));
        return rulings.Horizontal.Any(line => Spans(line, box) && line.CentreY <= box.Top + 2 && line.CentreY > box.Top - 15)
            && rulings.Horizontal.Any(line => Spans(line, box) && line.CentreY >= box.Bottom - 2 && line.CentreY < box.Bottom + 15);
    }

    private static bool Spans(PageBox line, PageBox box) => line.OverlapX(box) > 0.8 * box.Width;

    /// <summary>The columns' sides: what the gutters leave.</summary>
    private static List<(double Left, double Right)> Columns(List<List<PageItem>> rows, IReadOnlyList<(double From, double To)> gaps)
        => [.. rows.SelectMany(row => row).GroupBy(item => gaps.Count(gap => gap.To <= item.Box.CentreX)).OrderBy(column => column.Key)
            .Select(column => (column.Min(item => item.Box.Left), column.Max(item => item.Box.Right)))];

    private static PageTable Build(List<List<PageItem>> lines, List<(double Left, double Right)> columns, Rulings rulings)
    {
        var box = PageBox.Around(lines.SelectMany(row => row).Select(item => item.Box));
        var texts = CellTexts(lines.SelectMany(row => row).Cast<SegmentItem>().Select(item => item.Segment), columns, rulings, box);
        var rows = CellRows(texts);
        var cells = new List<PageTableCell>();
        for (var row = 0; row < rows.Count; row++)
        {
            var (top, bottom) = (rows[row].Min(text => text.Box.Top), rows[row].Max(text => text.Box.Bottom));
            for (var column = 0; column < columns.Count;)
            {
                var (left, right) = columns[column];
                var inside = rows[row].Where(text => text.First == column).SelectMany(text => text.Lines).OrderBy(segment => segment.Box.Top).ToList();
                var span = rows[row].Where(text => text.First == column).Select(text => text.Last - text.First + 1).DefaultIfEmpty(1).Max();
                var place = inside.Count > 0 ? PageBox.Around(inside.Select(segment => segment.Box)) : new PageBox(left, top, right, bottom);
                cells.Add(new PageTableCell(row, column, 1, span, place, inside));
                column += span;
            }
        }

        return new PageTable(box, rows.Count, columns.Count, cells);
    }

    /// <summary>
    /// Lines close under one another in one column are one text: closer than rows are, which shows where both distances occur, and not with a ruling between.
    /// </summary>
    private static List<CellText> CellTexts(IEnumerable<TextSegment> segments, List<(double Left, double Right)> columns, Rulings rulings, PageBox box)
    {
        var between = rulings.Horizontal.Where(line => Spans(line, box)).Select(line => line.CentreY).ToList();
        var texts = segments.Select(segment =>
        {
            var first = columns.FindIndex(column => segment.Box.Left < column.Right);
            var last = columns.FindLastIndex(column => segment.Box.Right > column.Left);
            return new CellText(Math.Max(0, Math.Min(first, last)), Math.Max(0, Math.Max(first, last)), [segment]);
        }).OrderBy(text => text.Box.Top).ToList();
        var gaps = texts.Select((text, i) => (texts.Skip(i + 1).FirstOrDefault(other => other.First == text.First)?.Box.Top - text.Box.Bottom) ?? double.NaN).Where(gap => !double.IsNaN(gap)).Order().ToList();
        if (gaps.Count == 0 || gaps[^1] < (2 * Math.Max(gaps[0], 0)) + 2)
        {
            return texts;
        }

        // The widest step between two distances.
        var step = Enumerable.Range(1, gaps.Count - 1).MaxBy(i => gaps[i] - gaps[i - 1]);
        var limit = Math.Min((gaps[step] + gaps[step - 1]) / 2, 0.45 * texts.Average(text => text.Box.Height));
        for (var i = 0; i < texts.Count; i++)
        {
            while (texts.FindIndex(i + 1, other => other.First == texts[i].First && other.Last == texts[i].Last) is >= 0 and var next
                && texts[next].Box.Top - texts[i].Box.Bottom < limit && !between.Exists(y => y > texts[i].Box.CentreY && y < texts[next].Box.CentreY && y > texts[i].Lines[^1].Box.CentreY))
            {
                texts[i] = texts[i] with { Lines = [.. texts[i].Lines, .. texts[next].Lines] };
                texts.RemoveAt(next);
            }
        }

        return texts;
    }

    /// <summary>Texts that stand beside one another, wherever in the row's height each is set.</summary>
    private static List<List<CellText>> CellRows(List<CellText> texts)
    {
        var rows = new List<List<CellText>>();
        foreach (var text in texts.OrderBy(text => text.Box.CentreY))
        {
            if (rows.Count > 0 && rows[^1].Exists(other => other.Box.OverlapY(text.Box) > 0.5 * Math.Min(other.Box.Height, text.Box.Height)) && !rows[^1].Exists(other => other.First <= text.Last && text.First <= other.Last))
            {
                rows[^1].Add(text);
            }
            else
            {
                rows.Add([text]);
            }
        }

        return rows;
    }

    private static double Gap(List<PageItem> upper, List<PageItem> lower) => lower.Min(item => item.Box.Top) - upper.Max(item => item.Box.Bottom);

    private static double Height(List<PageItem> row) => row.Average(item => item.Box.Height);

    /// <summary>The lines of one cell and the columns it stands over.</summary>
    private sealed record CellText(int First, int Last, IReadOnlyList<TextSegment> Lines)
    {
        public PageBox Box => PageBox.Around(Lines.Select(line => line.Box));
    }
}

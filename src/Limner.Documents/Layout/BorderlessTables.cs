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
        table = Build(body, Columns(body), rulings);
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
        if (level > 0.3 * segments.Average(segment => segment.Size))
        {
            return false;
        }

        var columns = segments.GroupBy(segment => gaps.Count(gap => gap.To <= segment.Box.CentreX)).Select(column => column.ToList()).ToList();
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

    private static bool Spans(PageBox line, PageBox box) => line.OverlapX(box) > 0.8 * box.Width;

    /// <summary>The columns' sides: gaps through all rows but those in which a heading stands over several columns.</summary>
    private static List<(double Left, double Right)> Columns(List<List<PageItem>> rows)
    {
        var columns = new List<(double Left, double Right)>();
        foreach (var item in rows.SelectMany(row => row).OrderBy(item => item.Box.Left))
        {
            if (columns.Count > 0 && item.Box.Left < columns[^1].Right + 1)
            {
                columns[^1] = (columns[^1].Left, Math.Max(columns[^1].Right, item.Box.Right));
            }
            else
            {
                columns.Add((item.Box.Left, item.Box.Right));
            }
        }

        return columns;
    }

    private static PageTable Build(List<List<PageItem>> lines, List<(double Left, double Right)> columns, Rulings rulings)
    {
        var rows = JoinLines(lines, rulings);
        var cells = new List<PageTableCell>();
        for (var row = 0; row < rows.Count; row++)
        {
            var top = rows[row].Min(item => item.Box.Top);
            var bottom = rows[row].Max(item => item.Box.Bottom);
            for (var column = 0; column < columns.Count; column++)
            {
                var (left, right) = columns[column];
                var inside = rows[row].Where(item => item.Box.CentreX >= left && item.Box.CentreX <= right).Cast<SegmentItem>().Select(item => item.Segment).OrderBy(segment => segment.Box.Top).ToList();
                var box = inside.Count > 0 ? PageBox.Around(inside.Select(segment => segment.Box)) : new PageBox(left, top, right, bottom);
                cells.Add(new PageTableCell(row, column, 1, 1, box, inside));
            }
        }

        return new PageTable(PageBox.Around(lines.SelectMany(row => row).Select(item => item.Box)), rows.Count, columns.Count, cells);
    }

    /// <summary>Lines that belong to one row: between the same two rulings, or close under a line and without a text of their own in the first column.</summary>
    private static List<List<PageItem>> JoinLines(List<List<PageItem>> lines, Rulings rulings)
    {
        var box = PageBox.Around(lines.SelectMany(row => row).Select(item => item.Box));
        var between = rulings.Horizontal.Where(line => Spans(line, box)).Select(line => line.CentreY).ToList();
        var divided = Enumerable.Range(1, lines.Count - 1).Count(i => IsDivided(i));
        var rows = new List<List<PageItem>> { new(lines[0]) };
        for (var i = 1; i < lines.Count; i++)
        {
            var isRest = divided * 3 >= lines.Count
                ? !IsDivided(i)
                : lines[i][0].Box.Left > lines[i - 1].Min(item => item.Box.Left) + 2 && lines[i].Count < rows[^1].Count && Gap(lines[i - 1], lines[i]) < 0.45 * Height(lines[i]);
            if (isRest)
            {
                rows[^1].AddRange(lines[i]);
            }
            else
            {
                rows.Add([.. lines[i]]);
            }
        }

        return rows;

        bool IsDivided(int i) => between.Exists(y => y > lines[i - 1].Max(item => item.Box.CentreY) && y < lines[i].Min(item => item.Box.CentreY));
    }

    private static double Gap(List<PageItem> upper, List<PageItem> lower) => lower.Min(item => item.Box.Top) - upper.Max(item => item.Box.Bottom);

    private static double Height(List<PageItem> row) => row.Average(item => item.Box.Height);
}

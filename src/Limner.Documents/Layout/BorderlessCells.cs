namespace Limner.Documents.Layout;

/// <summary>The cells of a table without lines: columns by the white that nearly all rows leave, rows by what is level, spans by what crosses.</summary>
internal static class BorderlessCells
{
    /// <summary>The share of rows that may cross the white between two columns: heads over several columns do, and sums.</summary>
    private const double MostCrossing = 0.25;

    /// <summary>The white between the columns, that nearly all rows leave free; at least those given.</summary>
    public static IReadOnlyList<(double From, double To)> Gaps(List<List<PageItem>> rows, IReadOnlyList<(double From, double To)> given)
    {
        var least = given.Min(gap => gap.To - gap.From);
        least = Math.Min(least, 0.6 * rows.SelectMany(row => row).OfType<SegmentItem>().Average(item => item.Segment.Size));
        var most = Math.Max(1, (int)(MostCrossing * rows.Count));
        if (rows.Count < 3)
        {
            return given;
        }

        // Where how many rows have something.
        var edges = rows.SelectMany(row => row).SelectMany(item => new[] { (X: item.Box.Left, Step: 1), (X: item.Box.Right, Step: -1) }).OrderBy(edge => edge.X).ThenBy(edge => edge.Step).ToList();
        var gaps = new List<(double From, double To)>();
        var (count, from) = (0, double.NaN);
        var emptiest = (Count: int.MaxValue, From: 0.0, To: 0.0);
        for (var i = 0; i < edges.Count; i++)
        {
            var (x, step) = edges[i];
            if (count > most && count + step <= most)
            {
                (from, emptiest) = (x, (int.MaxValue, 0, 0));
            }
            else if (count <= most && count + step > most)
            {
                if (!double.IsNaN(from) && x - from >= least && emptiest.To - emptiest.From > 0.3 * least)
                {
                    gaps.Add((emptiest.From, emptiest.To));
                }

                from = double.NaN;
            }

            count += step;
            if (!double.IsNaN(from) && i + 1 < edges.Count && edges[i + 1].X > x
                && (count < emptiest.Count || (count == emptiest.Count && edges[i + 1].X - x > emptiest.To - emptiest.From)))
            {
                // What crosses the white least says where the columns end.
                emptiest = (count, x, edges[i + 1].X);
            }
        }

        // Columns in which few rows have anything are lost that way, not those that all rows leave free.
        gaps.AddRange(given.Where(gap => !gaps.Exists(other => other.From < gap.To && gap.From < other.To)));
        var found = gaps.Where(gap => rows.Count(row => row.Exists(item => item.Box.CentreX <= gap.From) && row.Exists(item => item.Box.CentreX >= gap.To)) >= 2).OrderBy(gap => gap.From).ToList();
        return found.Count > 0 ? found : given;
    }

    public static PageTable Build(List<List<PageItem>> lines, IReadOnlyList<(double From, double To)> gaps, Rulings rulings)
    {
        var box = PageBox.Around(lines.SelectMany(row => row).Select(item => item.Box));
        var columns = Sides(box, gaps);
        var texts = Texts(lines.SelectMany(row => row).Cast<SegmentItem>().Select(item => item.Segment), gaps, rulings, box);
        var rows = Rows(texts);
        SpanRows(rows);
        SpanHeads(rows, columns);
        var taken = new HashSet<(int Row, int Column)>();
        var cells = new List<PageTableCell>();
        for (var row = 0; row < rows.Count; row++)
        {
            var (top, bottom) = (rows[row].Min(text => text.Box.Top), rows[row].Max(text => text.Box.Bottom));
            for (var column = 0; column < columns.Count; column++)
            {
                if (taken.Contains((row, column)))
                {
                    continue;
                }

                var (left, right) = columns[column];
                var here = rows[row].FindAll(text => text.First == column);
                var inside = here.SelectMany(text => text.Lines).OrderBy(segment => segment.Box.Top).ToList();
                var width = here.Select(text => text.Last - text.First + 1).DefaultIfEmpty(1).Max();
                var height = here.Select(text => text.Rows).DefaultIfEmpty(1).Max();
                for (var c = column; c < column + width; c++)
                {
                    for (var r = row; r < row + height; r++)
                    {
                        taken.Add((r, c));
                    }
                }

                var place = inside.Count > 0 ? PageBox.Around(inside.Select(segment => segment.Box)) : new PageBox(left, top, right, bottom);
                cells.Add(new PageTableCell(row, column, height, width, place, inside));
            }
        }

        return new PageTable(box, rows.Count, columns.Count, cells);
    }

    /// <summary>The columns' sides: what the white between leaves.</summary>
    private static List<(double Left, double Right)> Sides(PageBox box, IReadOnlyList<(double From, double To)> gaps)
        => [.. Enumerable.Range(0, gaps.Count + 1).Select(i => (i == 0 ? box.Left : gaps[i - 1].To, i == gaps.Count ? box.Right : gaps[i].From))];

    /// <summary>
    /// Lines close under one another in one column are one text: closer than rows are, which shows where both distances occur, and not with a ruling between.
    /// </summary>
    private static List<CellText> Texts(IEnumerable<TextSegment> segments, IReadOnlyList<(double From, double To)> gaps, Rulings rulings, PageBox box)
    {
        var between = rulings.Horizontal.Where(line => BorderlessTables.Spans(line, box)).Select(line => line.CentreY).ToList();
        var texts = segments.Select(segment =>
        {
            var first = gaps.Count(gap => (gap.From + gap.To) / 2 < segment.Box.Left);
            return new CellText(first, Math.Max(first, gaps.Count(gap => (gap.From + gap.To) / 2 < segment.Box.Right)), [segment]);
        }).OrderBy(text => text.Box.Top).ToList();
        var whites = texts.Select((text, i) => (texts.Skip(i + 1).FirstOrDefault(other => other.First == text.First)?.Box.Top - text.Box.Bottom) ?? double.NaN).Where(gap => !double.IsNaN(gap)).Order().ToList();
        if (whites.Count == 0 || whites[^1] < (2 * Math.Max(whites[0], 0)) + 2)
        {
            return texts;
        }

        // The widest step between two distances.
        var step = Enumerable.Range(1, whites.Count - 1).MaxBy(i => whites[i] - whites[i - 1]);
        var limit = Math.Min((whites[step] + whites[step - 1]) / 2, 0.45 * texts.Average(text => text.Box.Height));
        for (var i = 0; i < texts.Count; i++)
        {
            while (texts.FindIndex(i + 1, other => other.First == texts[i].First && other.Last == texts[i].Last) is >= 0 and var next
                && texts[next].Box.Top - texts[i].Box.Bottom < limit && !between.Exists(y => y > texts[i].Lines[^1].Box.CentreY && y < texts[next].Box.CentreY))
            {
                texts[i] = new CellText(texts[i].First, texts[i].Last, [.. texts[i].Lines, .. texts[next].Lines]);
                texts.RemoveAt(next);
            }
        }

        return texts;
    }

    /// <summary>Texts that stand beside one another, wherever in the row's height each is set.</summary>
    private static List<List<CellText>> Rows(List<CellText> texts)
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

    /// <summary>What stands between two rows, in columns that both leave free, and in the middle of them, belongs to both.</summary>
    private static void SpanRows(List<List<CellText>> rows)
    {
        for (var i = 1; i + 1 < rows.Count; i++)
        {
            var (above, here, below) = (rows[i - 1], rows[i], rows[i + 1]);
            var (upper, middle, lower) = (Centre(above), Centre(here), Centre(below));
            if (!Meet(here, above) && !Meet(here, below) && lower - upper < 2.2 * here.Max(text => text.Box.Height) && Math.Abs(middle - ((upper + lower) / 2)) < 0.2 * (lower - upper))
            {
                here.ForEach(text => text.Rows = 2);
                above.AddRange(here);
                rows.RemoveAt(i);
            }
        }

        static bool Meet(List<CellText> one, List<CellText> other) => one.Exists(text => other.Exists(beside => beside.First <= text.Last && text.First <= beside.Last));
        static double Centre(List<CellText> row) => row.Average(text => text.Box.CentreY);
    }

    /// <summary>A text in the middle over several columns that have texts of their own below, and none beside it, is the head of them all.</summary>
    private static void SpanHeads(List<List<CellText>> rows, List<(double Left, double Right)> columns)
    {
        for (var i = 0; i + 1 < rows.Count; i++)
        {
            foreach (var text in rows[i].FindAll(text => text.Rows == 1))
            {
                var (first, last) = (text.First, text.Last);
                while (first > 0 && IsOpen(i, first - 1))
                {
                    first--;
                }

                while (last + 1 < columns.Count && IsOpen(i, last + 1))
                {
                    last++;
                }

                var (left, right) = (columns[first].Left, columns[last].Right);
                if ((first < text.First || last > text.Last) && Math.Abs(((left + right) / 2) - text.Box.CentreX) < 0.1 * (right - left))
                {
                    (text.First, text.Last) = (first, last);
                }
            }
        }

        bool IsOpen(int row, int column)
            => !rows[row].Exists(text => text.First <= column && column <= text.Last) && rows[row + 1].Exists(text => text.First == column && text.Last == column);
    }

    /// <summary>The lines of one cell and the columns it stands over.</summary>
    private sealed class CellText(int first, int last, IReadOnlyList<TextSegment> lines)
    {
        public int First { get; set; } = first;

        public int Last { get; set; } = last;

        public int Rows { get; set; } = 1;

        public IReadOnlyList<TextSegment> Lines { get; } = lines;

        public PageBox Box { get; } = PageBox.Around(lines.Select(line => line.Box));
    }
}

namespace Limner.Documents.Layout;

/// <summary>
/// Tables whose cells are divided by lines: lines that cross are a grid, and where a line is missing between two fields of the grid they are one cell (pdfplumber's
/// "lines" strategy). A grid of one field is a frame around text.
/// </summary>
internal static class RuledTables
{
    /// <summary>In points: lines that miss each other by less meet.</summary>
    private const double Snap = 3;

    /// <summary>The share of a field's side that a line must cover to divide it from the next.</summary>
    private const double Divides = 0.6;

    private const int MaximumFields = 20_000;

    /// <returns>The tables, and the frames.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static (List<PageTable> Tables, List<PageBox> Frames) Find(Rulings rulings, RowIndex<PageWord> words, CancellationToken cancellation)
    {
        var tables = new List<PageTable>();
        var frames = new List<PageBox>();
        foreach (var (across, down) in Networks(rulings))
        {
            var ys = Positions(across.Select(line => line.CentreY));
            var xs = Positions(down.Select(line => line.CentreX));
            if (ys.Count < 2 || xs.Count < 2 || (ys.Count - 1) * (xs.Count - 1) > MaximumFields)
            {
                continue;
            }

            var box = new PageBox(xs[0], ys[0], xs[^1], ys[^1]);
            var cells = Cells(across, down, xs, ys, words, cancellation);
            if (cells.Count < 2)
            {
                frames.Add(box);
            }
            else if (cells.Count(cell => cell.Lines.Count > 0) >= 2 && cells.Count(cell => cell.Lines.Count > 0) * 4 >= cells.Count)
            {
                tables.Add(new PageTable(box, ys.Count - 1, xs.Count - 1, cells) { Ruled = true });
            }
        }

        // A table inside a field of another belongs to that field.
        return (tables.FindAll(table => !tables.Exists(other => other != table && other.Box.Area > table.Box.Area && table.Box.ShareIn(other.Box) > 0.9)), frames);
    }

    private static IEnumerable<(List<PageBox> Across, List<PageBox> Down)> Networks(Rulings rulings)
    {
        var across = rulings.Horizontal;
        var down = rulings.Vertical;
        var parent = Enumerable.Range(0, across.Count + down.Count).ToArray();
        for (var i = 0; i < across.Count; i++)
        {
            for (var j = 0; j < down.Count; j++)
            {
                if (across[i].Grown(Snap).OverlapX(down[j]) >= 0 && across[i].Grown(Snap).OverlapY(down[j]) >= 0)
                {
                    parent[Root(i)] = Root(across.Count + j);
                }
            }
        }

        return Enumerable.Range(0, parent.Length).GroupBy(Root)
            .Select(group => (group.Where(i => i < across.Count).Select(i => across[i]).ToList(), group.Where(i => i >= across.Count).Select(i => down[i - across.Count]).ToList()))
            .Where(network => network.Item1.Count >= 2 && network.Item2.Count >= 2)
            .ToList();

        int Root(int at)
        {
            while (parent[at] != at)
            {
                at = parent[at] = parent[parent[at]];
            }

            return at;
        }
    }

    private static List<double> Positions(IEnumerable<double> values)
    {
        var groups = new List<List<double>>();
        foreach (var value in values.Order())
        {
            if (groups.Count > 0 && value - groups[^1][^1] <= Snap)
            {
                groups[^1].Add(value);
            }
            else
            {
                groups.Add([value]);
            }
        }

        return groups.ConvertAll(group => group.Average());
    }

    private static List<PageTableCell> Cells(List<PageBox> across, List<PageBox> down, List<double> xs, List<double> ys, RowIndex<PageWord> words, CancellationToken cancellation)
    {
        var (rows, columns) = (ys.Count - 1, xs.Count - 1);
        var taken = new bool[rows, columns];
        var cells = new List<PageTableCell>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (taken[row, column])
                {
                    continue;
                }

                cancellation.ThrowIfCancellationRequested();
                var width = 1;
                while (column + width < columns && !taken[row, column + width] && !IsDivided(down, xs[column + width], ys[row], ys[row + 1]))
                {
                    width++;
                }

                var height = 1;
                while (row + height < rows && Enumerable.Range(column, width).All(c => !taken[row + height, c] && !IsDividedAcross(across, ys[row + height], xs[c], xs[c + 1])))
                {
                    height++;
                }

                for (var r = row; r < row + height; r++)
                {
                    for (var c = column; c < column + width; c++)
                    {
                        taken[r, c] = true;
                    }
                }

                var box = new PageBox(xs[column], ys[row], xs[column + width], ys[row + height]);
                cells.Add(new PageTableCell(row, column, height, width, box, SegmentBuilder.Build([.. words.Beside(box).Where(word => box.Contains(word.Box.CentreX, word.Box.CentreY)).Distinct()], [], cancellation)));
            }
        }

        return cells;
    }

    private static bool IsDivided(List<PageBox> down, double x, double top, double bottom)
        => down.Where(line => Math.Abs(line.CentreX - x) <= Snap).Sum(line => Math.Max(0, Math.Min(line.Bottom, bottom) - Math.Max(line.Top, top))) >= Divides * (bottom - top);

    private static bool IsDividedAcross(List<PageBox> across, double y, double left, double right)
        => across.Where(line => Math.Abs(line.CentreY - y) <= Snap).Sum(line => Math.Max(0, Math.Min(line.Right, right) - Math.Max(line.Left, left))) >= Divides * (right - left);
}

namespace Limner.Documents.Layout;

/// <summary>
/// Reading order of a page, in the manner of XY-Cut++ (arXiv 2504.10258): what crosses a gutter divides the page into bands, bands that share a gutter are columns,
/// and each column is sorted by itself in the same way. Groups whose rows are in line with each other and short are tables, not columns.
/// </summary>
internal static class FlowSorter
{
    /// <summary>In parts of the type's size.</summary>
    private const double LeastGutter = 0.6;

    private const int MaximumDepth = 12;

    /// <summary>Lines in a row whose words stand far apart.</summary>
    private const int MostLoose = 6;

    /// <exception cref="OperationCanceledException"/>
    public static List<Flow> Sort(PageLayout layout, CancellationToken cancellation)
    {
        var items = Compose(layout, cancellation);
        var flows = new List<Flow>();
        Sort(items, new Sorting(layout.Rulings, flows, cancellation), framed: false, depth: 0);
        return flows;
    }

    /// <summary>Segments that stand in a frame go with it, unless the frame cuts through text.</summary>
    private static List<PageItem> Compose(PageLayout layout, CancellationToken cancellation)
    {
        List<PageItem> items =
        [
            .. layout.Segments.Select(segment => new SegmentItem(segment) { Region = PageRegion.Around(segment.Box, layout.Regions) }),
            .. layout.Tables.Select(table => new TableItem(table)),
            .. layout.Figures.Select(figure => new FigureItem(figure)),
        ];
        foreach (var frame in layout.Frames.Where(frame => frame.Area < 0.7 * layout.Page.Width * layout.Page.Height).OrderBy(frame => frame.Area))
        {
            var box = frame.Grown(1.5);
            cancellation.ThrowIfCancellationRequested();
            var inside = items.FindAll(item => item.Box.ShareIn(box) > 0.9);
            if (inside.Count > 0 && !items.Exists(item => item.Box.ShareIn(box) is > 0.1 and <= 0.9))
            {
                items.RemoveAll(item => item.Box.ShareIn(box) > 0.9);
                items.Add(new FrameItem(frame.Union(PageBox.Around(inside.Select(item => item.Box))), inside));
            }
        }

        return items;
    }

    private static void Sort(IReadOnlyList<PageItem> items, Sorting to, bool framed, int depth)
    {
        if (items.Count == 0)
        {
            return;
        }

        if (depth >= MaximumDepth)
        {
            Emit([.. items.OrderBy(item => item.Box.Top).ThenBy(item => item.Box.Left)], to, framed, depth);
            return;
        }

        var typical = TypicalSize(items);
        var gutter = LeastGutter * typical;
        var bands = Bands(items);
        var run = new List<PageItem>();
        for (var i = 0; i < bands.Count;)
        {
            to.Cancellation.ThrowIfCancellationRequested();
            var gaps = Gaps(bands[i], gutter);
            if (gaps.Count == 0)
            {
                run.AddRange(bands[i++]);
                continue;
            }

            var columns = new Columns(bands[i], gutter);
            var end = i + 1;
            var widest = double.NaN;
            var isTable = false;
            while (end < bands.Count && columns.With(bands[end]) is { Gaps.Count: > 0 } common && !IsSectionStart(bands, columns, end, typical))
            {
                var white = bands[end].Min(item => item.Box.Top) - columns.Bottom;
                if (IsOther(white, widest, columns, common, bands[end], to.Rulings) && end - i > 1 && BorderlessTables.TryBuild([.. bands.Take(end).Skip(i).SelectMany(band => band)], gaps, to.Rulings, out _, out _, out _))
                {
                    isTable = true;
                    break;
                }

                (columns, gaps) = (common, common.Gaps);
                widest = double.IsNaN(widest) ? white : Math.Max(widest, white);
                end++;
            }

            end = isTable ? end : WithoutTail(bands, i, end, gaps, typical);
            List<PageItem> group = [.. bands.Take(end).Skip(i).SelectMany(band => band)];
            gaps = Gaps(group, gutter);
            if (gaps.Count == 0)
            {
                // Only the tail made columns of it.
                run.AddRange(group);
                i = end;
                continue;
            }

            if (IsLines(bands, i, end, group, gaps, to.Rulings))
            {
                run.AddRange(BorderlessTables.Rows(group).SelectMany(row => row));
                i = end;
                continue;
            }

            group.InsertRange(0, TakeRightOnes(run, gaps));
            Emit(run, to, framed, depth);
            run = [];
            SortColumns(group, gaps, to, framed, depth, isAmongText: i > 0 || end < bands.Count);
            i = end;
        }

        Emit(run, to, framed, depth);
    }

    /// <param name="isAmongText">Something of full width stands over or under the columns.</param>
    private static void SortColumns(List<PageItem> group, IReadOnlyList<(double From, double To)> gaps, Sorting to, bool framed, int depth, bool isAmongText)
    {
        if (BorderlessTables.TryBuild(group, gaps, to.Rulings, out var table, out var before, out var after))
        {
            Sort(before, to, framed, depth + 1);
            Emit([new TableItem(table)], to, framed, depth);
            Sort(after, to, framed, depth + 1);
            return;
        }

        if (gaps.Count > 1 && FindTableBeside(group, gaps, to.Rulings) is { } between)
        {
            // The white inside a table that stands in one column is none between columns of the page.
            gaps = [between];
        }

        var columns = new List<PageItem>[gaps.Count + 1];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = [];
        }

        foreach (var item in group)
        {
            columns[gaps.Count(gap => gap.To <= item.Box.CentreX)].Add(item);
        }

        // Text that flows around a figure belongs to it rather than before it; what is set aside in smaller type comes after the text.
        var sizes = Array.ConvertAll(columns, column => TypicalSize(column));
        foreach (var column in columns.Length == 2
            ? columns.OrderBy(column => isAmongText && IsFloat(column) ? 0 : IsAside(column, columns, sizes) ? 2 : 1)
            : columns.AsEnumerable())
        {
            Sort(column, to, framed, depth + 1);
        }
    }

    /// <summary>The gap between a table in one column and text in another: what is on one side of it is a table by itself.</summary>
    private static (double From, double To)? FindTableBeside(List<PageItem> group, IReadOnlyList<(double From, double To)> gaps, Rulings rulings)
    {
        foreach (var gap in gaps.OrderByDescending(gap => gap.To - gap.From))
        {
            foreach (var isLeft in new[] { true, false })
            {
                var side = group.FindAll(item => item.Box.CentreX < gap.To == isLeft);
                var inside = gaps.Where(other => other != gap && other.From < gap.From == isLeft).ToList();
                if (side.Count > 0 && inside.Count > 0 && side.Count < group.Count && BorderlessTables.TryBuild(side, inside, rulings, out _, out _, out _))
                {
                    return gap;
                }
            }
        }

        return null;
    }

    /// <summary>Much narrower than the column beside it, and set smaller.</summary>
    private static bool IsAside(List<PageItem> column, List<PageItem>[] columns, double[] sizes)
    {
        var at = Array.IndexOf(columns, column);
        return sizes[at] < 0.94 * sizes[1 - at] && Width(column) < 0.62 * Width(columns[1 - at]) && column.Count(item => item is SegmentItem) > 4;

        static double Width(List<PageItem> items) => items.Max(item => item.Box.Right) - items.Min(item => item.Box.Left);
    }

    /// <summary>Figures or tables with no more text than captions.</summary>
    private static bool IsFloat(List<PageItem> column)
        => column.Exists(item => item is FigureItem or TableItem) && column.Count(item => item is SegmentItem) is var lines
            && (lines <= 4 || (lines <= 8 && column.OfType<SegmentItem>().Any(item => ListMarks.IsCaption(item.Segment.Text))));

    private static void Emit(List<PageItem> run, Sorting to, bool framed, int depth)
    {
        var flow = new List<PageItem>();
        foreach (var item in run)
        {
            if (item is FrameItem frame)
            {
                Flush();
                Sort(frame.Inside, to, framed: true, depth + 1);
            }
            else
            {
                flow.Add(item);
            }
        }

        Flush();

        void Flush()
        {
            if (flow.Count > 0)
            {
                to.Flows.Add(new Flow([.. flow], framed));
                flow.Clear();
            }
        }
    }

    /// <summary>Items that lie beside one another, from top to bottom.</summary>
    private static List<List<PageItem>> Bands(IReadOnlyList<PageItem> items)
    {
        var bands = new List<List<PageItem>>();
        var bottom = double.MinValue;
        foreach (var item in items.OrderBy(item => item.Box.Top).ThenBy(item => item.Box.Left))
        {
            // Lines of tight type overlap by their ascenders.
            var tolerance = Math.Min(0.35 * item.Box.Height, 4);
            if (bands.Count == 0 || item.Box.Top + tolerance >= bottom)
            {
                bands.Add([]);
                bottom = item.Box.Bottom;
            }

            bands[^1].Add(item);
            bottom = Math.Max(bottom, item.Box.Bottom);
        }

        return bands;
    }

    /// <summary>The vertical gaps of at least this width that nothing crosses, between the first and the last item.</summary>
    private static IReadOnlyList<(double From, double To)> Gaps(IReadOnlyList<PageItem> items, double least) => new Columns(items, least).Gaps;

    /// <summary>
    /// Lines that have wide white in them and are lines all the same: listings, tables of contents, displayed formulas, one or two with something set apart at their end, or such that go on from the line above or into the
    /// one below (words of justified text in narrow columns stand far apart).
    /// </summary>
    private static bool IsLines(List<List<PageItem>> bands, int first, int end, List<PageItem> group, IReadOnlyList<(double From, double To)> gaps, Rulings rulings)
    {
        if (!group.TrueForAll(item => item is SegmentItem))
        {
            return false;
        }

        var rows = BorderlessTables.Rows(group);
        var pairs = rows.Count(row => row.Count > 1);
        if (BorderlessTables.IsListing(group) || BorderlessTables.IsContents(rows) || BorderlessTables.IsDisplay(group) || BorderlessTables.IsOfOne(group))
        {
            return true;
        }

        if (rows.Count <= MostLoose
            && ((first > 0 && bands[first - 1] is [SegmentItem above] && GoesOn(above, rows[0])) || (end < bands.Count && bands[end] is [SegmentItem below] && GoesOn(below, rows[^1]))))
        {
            return true;
        }

        return pairs <= 2 && rows.Count <= pairs + 2 && !BorderlessTables.TryBuild(group, gaps, rulings, out _, out _, out _);

        static bool GoesOn(SegmentItem line, List<PageItem> row)
        {
            var box = PageBox.Around(row.Select(item => item.Box));
            var size = line.Segment.Size;
            return row.TrueForAll(item => Math.Abs(((SegmentItem)item).Segment.Size - size) < 0.06 * size) && Math.Abs(line.Box.CentreY - box.CentreY) < 1.7 * size
                && Math.Abs(line.Box.Left - box.Left) < 2.5 * size && line.Box.OverlapX(box) > 0.9 * Math.Min(line.Box.Width, box.Width) && line.Segment.Text.Length > 20;
        }
    }

    /// <summary>What comes next shares white with the bands before, and may yet be something else than they: it stands further from them, or it leaves less white and stands alone or behind a line.</summary>
    private static bool IsOther(double white, double widest, Columns before, Columns with, List<PageItem> next, Rulings rulings)
        => (white > (1.35 * widest) + 1 && (with.Gaps.Count < before.Gaps.Count || before.Gaps.Count == 1))
            || (with.Gaps.Count < before.Gaps.Count && next.Count == 1)
            || (with.Gaps.Count < before.Gaps.Count && rulings.Horizontal.Any(line => line.CentreY > before.Bottom - 2 && line.CentreY < before.Bottom + white + 2 && line.Left < before.Left + 6 && line.Right > before.Right - 6));

    /// <summary>
    /// A larger line alone on its height, left over white of every column: the heading of a new band of columns. Over a column only, its neighbours would go on beside it.
    /// </summary>
    private static bool IsSectionStart(List<List<PageItem>> bands, Columns columns, int at, double typical)
        => bands[at] is [SegmentItem { Segment: var segment }] && segment.Box.Left < columns.Left + 3
            && segment.Size > 1.25 * typical
            && segment.Box.Top - columns.Bottom > 0.7 * segment.Size
            && at + 1 < bands.Count && bands[at + 1].Count > 1;

    /// <summary>
    /// Lines at the end of a group that stand in its first column only, close to what follows and further from what is before: they belong to what follows (a
    /// heading over the next band, say).
    /// </summary>
    private static int WithoutTail(List<List<PageItem>> bands, int first, int end, IReadOnlyList<(double From, double To)> gaps, double typical)
    {
        if (end >= bands.Count)
        {
            return end;
        }

        var tail = end;
        while (tail - 1 > first && bands[tail - 1].TrueForAll(item => item is SegmentItem && item.Box.Right <= gaps[0].To))
        {
            tail--;
        }

        // A heading is never the end of a column.
        if (tail < end && bands[end - 1].TrueForAll(item => item is SegmentItem { Segment: var segment } && (segment.Bold || segment.Size > 1.12 * typical)))
        {
            return end - 1;
        }

        var next = Top(bands[end]);
        for (var at = Math.Max(tail, end - 3); at < end; at++)
        {
            var above = Top(bands[at]) - bands.Take(at).Skip(first).Max(Bottom);
            var below = next - Bottom(bands[end - 1]);
            if (above > (1.4 * Math.Max(below, 0)) + 2)
            {
                return at;
            }
        }

        return end;

        static double Top(List<PageItem> band) => band.Min(item => item.Box.Top);
        static double Bottom(List<PageItem> band) => band.Max(item => item.Box.Bottom);
    }

    /// <summary>What stands over a group in its later columns only is part of these columns; it is taken from the run with what follows it there.</summary>
    private static List<PageItem> TakeRightOnes(List<PageItem> run, IReadOnlyList<(double From, double To)> gaps)
    {
        var first = run.Count;
        for (var i = run.Count - 1; i >= 0 && !gaps.All(gap => run[i].Box.Left < gap.To && run[i].Box.Right > gap.From); i--)
        {
            if (run[i].Box.Left >= gaps[0].To - 1)
            {
                first = i;
            }
        }

        var taken = run.GetRange(first, run.Count - first);
        run.RemoveRange(first, run.Count - first);
        return taken;
    }

    private static double TypicalSize(IReadOnlyList<PageItem> items)
    {
        var sizes = items.OfType<SegmentItem>().Select(item => item.Segment.Size).Order().ToList();
        return sizes.Count == 0 ? 10 : sizes[sizes.Count / 2];
    }

    private sealed record Sorting(Rulings Rulings, List<Flow> Flows, CancellationToken Cancellation);
}

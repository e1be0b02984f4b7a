using Limner.Documents.Layout;
using Limner.Vision.Layout;

namespace Limner.Documents.Integration;

/// <summary>Puts the lines of a flow together to paragraphs, headings, items.</summary>
internal static class BlockBuilder
{
    /// <summary>Lines around one that tell where its column ends.</summary>
    private const int Neighbours = 8;

    private const double LoosestLeading = 1.32;

    /// <summary>Lines whose sizes differ by less belong to one block, in parts of the larger.</summary>
    private const double SameSize = 0.11;

    /// <summary>In scans, of lines of which one may be running text, and of those that are both larger than it: the second line of a heading has few letters to be measured by.</summary>
    private const double SameMeasured = 0.065;

    private const double SameLarger = 0.12;

    private const double SameClose = 0.15;

    private const double CloseLeading = 1.12;

    private const double Larger = 1.045;

    public static List<Block> Build(PageLayout layout, Flow flow, int number, DocumentFacts facts)
    {
        var blocks = new List<Block>();
        var lines = Lines(flow);
        var columnLeft = lines.Where(line => line.Segment is not null).Select(line => line.Box.Left).DefaultIfEmpty(0).Min();
        var pitch = Pitch(lines);
        var open = new List<TextSegment>();
        var openAt = 0;
        PageRegion? of = null;
        var bottom = double.NegativeInfinity;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Segment is not { } line)
            {
                Close(i);
                blocks.Add(new Block(layout.Page.Number, lines[i].Box)
                {
                    Table = (lines[i].Item as TableItem)?.Table,
                    IsFigure = lines[i].Item is FigureItem,
                    Lines = lines[i].Item is FigureItem { Figure: var figure } ? figure.Lines : [],
                    Class = lines[i].Item is TableItem ? ElementClass.Table : ElementClass.Figure,
                    Flow = number,
                    Framed = flow.Framed,
                    Source = layout.Page.Source,
                    Region = lines[i].Item is TableItem
                        ? PageRegion.Matching(lines[i].Box, layout.Regions, LayoutKind.Table)
                        : PageRegion.Matching(lines[i].Box, layout.Regions, LayoutKind.Figure, LayoutKind.Formula),
                    LayoutEngine = layout.Page.LayoutEngine,
                });
                bottom = lines[i].Box.Bottom;
                continue;
            }

            var region = PageRegion.Around(line.Box, layout.Regions);
            if (open.Count > 0 && (region != of || (region is not { IsOne: true } && IsNew(open, line, Right(lines, i - 1), pitch, layout.Page.Source, facts.BodySizeOf(layout.Page.Source)))))
            {
                Close(i);
            }

            if (open.Count == 0)
            {
                openAt = i;
            }

            of = region;
            open.Add(line);
        }

        Close(lines.Count);
        return blocks;

        void Close(int end)
        {
            if (open.Count == 0)
            {
                return;
            }

            var box = PageBox.Around(open.Select(segment => segment.Box));
            blocks.Add(new Block(layout.Page.Number, box)
            {
                Lines = [.. open],
                Flow = number,
                Framed = flow.Framed,
                ColumnLeft = columnLeft,
                ColumnRight = Enumerable.Range(openAt, end - openAt).Max(i => Right(lines, i)),
                GapAbove = bottom == double.NegativeInfinity ? double.PositiveInfinity : box.Top - bottom,
                Source = layout.Page.Source,
                Region = of,
                LayoutEngine = layout.Page.LayoutEngine,
            });
            bottom = box.Bottom;
            open.Clear();
        }
    }

    /// <summary>Segments on one line are one line; what is no text stands for itself.</summary>
    private static List<(PageItem Item, TextSegment? Segment, PageBox Box)> Lines(Flow flow)
    {
        var lines = new List<(PageItem Item, TextSegment? Segment, PageBox Box)>();
        var run = new List<PageItem>();
        foreach (var item in flow.Items)
        {
            if (item is SegmentItem)
            {
                run.Add(item);
                continue;
            }

            Flush();
            lines.Add((item, null, item.Box));
        }

        Flush();
        return lines;

        void Flush()
        {
            foreach (var row in BorderlessTables.Rows(run))
            {
                var segment = row.Count == 1 ? ((SegmentItem)row[0]).Segment : new TextSegment([.. row.Cast<SegmentItem>().SelectMany(item => item.Segment.Words).OrderBy(word => word.Box.Left)]);
                lines.Add((row[0], segment, segment.Box));
            }

            run.Clear();
        }
    }

    /// <summary>The usual distance from line to line in parts of their size.</summary>
    private static double Pitch(List<(PageItem Item, TextSegment? Segment, PageBox Box)> lines)
    {
        var distances = new List<double>();
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Segment is { } line && lines[i - 1].Segment is { } before && Math.Abs(line.Size - before.Size) < 0.1 * line.Size)
            {
                var distance = (line.Box.CentreY - before.Box.CentreY) / line.Size;
                if (distance is > 0.8 and < 2.4)
                {
                    distances.Add(distance);
                }
            }
        }

        distances.Sort();

        // Towards the small ones: the distances between paragraphs are among them.
        return distances.Count == 0 ? 1.35 : distances[distances.Count * 2 / 5];
    }

    private static double Right(List<(PageItem Item, TextSegment? Segment, PageBox Box)> lines, int at)
    {
        var right = lines[at].Box.Right;
        for (var i = Math.Max(0, at - Neighbours); i < Math.Min(lines.Count, at + Neighbours + 1); i++)
        {
            // Notes stand under the text in narrower lines of their own.
            if (lines[i].Segment is { } line && (lines[at].Segment is not { } own || Math.Abs(line.Size - own.Size) < 0.09 * own.Size))
            {
                right = Math.Max(right, lines[i].Box.Right);
            }
        }

        return right;
    }

    private static bool IsNew(List<TextSegment> open, TextSegment line, double right, double pitch, PageSource source, double bodySize)
    {
        var before = open[^1];
        if (ListMarks.HasLeader(before.Text) || line.IsVertical != before.IsVertical)
        {
            return true;
        }

        var size = Math.Max(line.Size, before.Size);
        var tolerance = source != PageSource.Ocr ? SameSize : Math.Min(line.Size, before.Size) > Larger * bodySize ? SameLarger : SameMeasured;
        var distance = (line.Box.CentreY - before.Box.CentreY) / size;
        if (source == PageSource.Ocr && distance > 0 && distance < CloseLeading * pitch)
        {
            // A line that goes on at the usual distance is measured wrongly more often than it is of another size.
            tolerance = Math.Max(tolerance, SameClose);
        }

        if (Math.Abs(line.Size - before.Size) > tolerance * size || line.Monospaced != before.Monospaced)
        {
            return true;
        }

        if (distance > LoosestLeading * pitch || distance < 0)
        {
            return line.Monospaced ? distance > 2.6 * pitch : true;
        }

        if (line.Monospaced)
        {
            return false;
        }

        // In scans weight is estimated: there it takes more white too.
        if (line.Bold != before.Bold && line.Text.Length > 2 && before.Text.Length > 2 && (source != PageSource.Ocr || distance > 1.1 * pitch))
        {
            return true;
        }

        if (ListMarks.HasBullet(line.Text) || (ListMarks.HasNumber(line.Text) && (ListMarks.HasNumber(open[0].Text) || IsShort(before, line, right, 1))))
        {
            return true;
        }

        if (Math.Abs(line.Box.CentreX - before.Box.CentreX) < 0.4 * size && Math.Abs(line.Box.Left - before.Box.Left) > size)
        {
            // Centred.
            return false;
        }

        var left = open.Count > 1 ? open.Skip(1).Min(other => other.Box.Left) : before.Box.Left;
        var isItem = ListMarks.HasBullet(open[0].Text) || ListMarks.HasNumber(open[0].Text);
        if (line.Box.Left > left + (0.8 * size) && !(isItem && open.Count == 1))
        {
            return true;
        }

        if (isItem && open.Count == 1 && line.Box.Left < before.Box.Left - (0.5 * size))
        {
            return true;
        }

        return !(before.Bold && line.Bold) && IsShort(before, line, right, source == PageSource.Ocr ? 2.5 : 1.2);
    }

    /// <summary>The next line's first word would have had its place on this one, with so many sizes to spare: so the paragraph ended.</summary>
    private static bool IsShort(TextSegment line, TextSegment next, double right, double spare)
    {
        var first = next.Words[0];
        var width = LineJoiner.IsHangul(first.Text[0]) ? Math.Min(first.Box.Width, first.Font.Size * 6) : first.Box.Width;
        return line.Box.Right + width + (spare * line.Size) < right;
    }
}

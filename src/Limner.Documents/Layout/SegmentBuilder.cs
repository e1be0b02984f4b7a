namespace Limner.Documents.Layout;

/// <summary>Puts words together to segments of lines.</summary>
internal static class SegmentBuilder
{
    /// <summary>The widest gap inside a segment, in parts of the font's size: justified lines have wide spaces, gutters between columns are wider still.</summary>
    private const double WidestSpace = 0.95;

    /// <summary>A list's mark may stand this far from its text.</summary>
    private const double WidestMarkSpace = 3.5;

    /// <summary>How far words may lie over one another.</summary>
    private const double Overlap = 0.5;

    /// <param name="walls">Vertical lines that no segment reaches across.</param>
    /// <returns>From top to bottom.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static List<TextSegment> Build(IReadOnlyList<PageWord> words, IReadOnlyList<PageBox> walls, CancellationToken cancellation)
    {
        var open = new List<List<PageWord>>();
        var byRow = new RowIndex<List<PageWord>>();
        foreach (var word in words.OrderBy(word => word.Box.Left).ThenBy(word => word.Box.Top))
        {
            cancellation.ThrowIfCancellationRequested();
            List<PageWord>? best = null;
            var nearest = double.MaxValue;
            foreach (var segment in byRow.Beside(word.Box))
            {
                var last = segment[^1];
                var gap = word.Box.Left - last.Box.Right;
                var size = Math.Max(Math.Min(word.Font.Size, last.Font.Size), 1);
                if (gap < nearest && gap > -Overlap * size && gap <= WidestSpace * size && IsLevel(word, segment) && !IsWalled(last.Box, word.Box, walls))
                {
                    (best, nearest) = (segment, gap);
                }
            }

            if (best is null)
            {
                best = [];
                open.Add(best);
            }

            best.Add(word);
            byRow.Add(best, word.Box);
        }

        return [.. JoinMarks([.. open.Select(segment => new TextSegment(segment))], walls, cancellation).OrderBy(segment => segment.Box.Top).ThenBy(segment => segment.Box.Left)];
    }

    /// <summary>On one line: more than half of the lower of the two lies beside the other. Raised and lowered figures do too.</summary>
    private static bool IsLevel(PageWord word, List<PageWord> segment)
    {
        var last = segment[^1];
        if (word.Box.OverlapY(last.Box) >= 0.5 * Math.Min(word.Box.Height, last.Box.Height))
        {
            return true;
        }

        // After a raised figure the line goes on at the height of the words before it.
        return segment.Count > 1 && segment[^2] is { } before && word.Box.OverlapY(before.Box) >= 0.5 * Math.Min(word.Box.Height, before.Box.Height);
    }

    private static IEnumerable<TextSegment> JoinMarks(List<TextSegment> segments, IReadOnlyList<PageBox> walls, CancellationToken cancellation)
    {
        var byRow = RowIndex<TextSegment>.Of(segments, segment => segment.Box);
        var left = segments.ToHashSet();
        // From the right: of two marks in a row the second has its text before the first is joined to it.
        foreach (var mark in segments.Where(segment => segment.Words.Count == 1 && (ListMarks.IsMark(segment.Text) || (segment.Bold && ListMarks.IsSectionNumber(segment.Text)))).OrderByDescending(mark => mark.Box.Left).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            var isHeading = !ListMarks.IsMark(mark.Text);
            var text = byRow.Beside(mark.Box)
                .Where(other => other != mark && left.Contains(other) && (!isHeading || (other.Bold && other.Text.Any(char.IsLetter) && Math.Abs(other.Size - mark.Size) < 0.5)) && other.Box.Left >= mark.Box.Right - 1 && other.Box.Left - mark.Box.Right <= WidestMarkSpace * Math.Max(mark.Size, other.Size)
                    && other.Box.OverlapY(mark.Box) >= 0.5 * Math.Min(other.Box.Height, mark.Box.Height) && !IsWalled(mark.Box, other.Box, walls))
                .MinBy(other => other.Box.Left);
            if (text is not null)
            {
                var joined = new TextSegment([.. mark.Words, .. text.Words]);
                left.Remove(mark);
                left.Remove(text);
                left.Add(joined);
                byRow.Add(joined, joined.Box);
            }
        }

        return left;
    }

    private static bool IsWalled(PageBox left, PageBox right, IReadOnlyList<PageBox> walls)
        => walls.Any(wall => wall.CentreX > left.Right - 2 && wall.CentreX < right.Left + 2 && wall.Top < Math.Min(left.Bottom, right.Bottom) - 1 && wall.Bottom > Math.Max(left.Top, right.Top) + 1);
}

namespace Limner.Documents.Layout;

/// <summary>The straight lines of a page, as narrow boxes in points.</summary>
internal sealed record Rulings(IReadOnlyList<PageBox> Horizontal, IReadOnlyList<PageBox> Vertical)
{
    public static Rulings None { get; } = new([], []);
}

/// <summary>
/// Finds straight lines in the picture of a page, of whatever grey on whatever ground: pixels that are darker than those a little beside them, in long runs. Pictures
/// of scans and drawn pages go the same way, and lines that a PDF makes of thin rectangles, strokes or images look alike here.
/// </summary>
internal static class RulingFinder
{
    /// <summary>In points; a row of a table is higher, a letter's stroke shorter.</summary>
    private const double ShortestHorizontal = 18;

    private const double ShortestVertical = 9;

    /// <summary>In points: a line is thinner than this.</summary>
    private const double Thickest = 2.1;

    /// <summary>Steps of grey by which a line stands out.</summary>
    private const int Darker = 8;

    private const int MaximumRulings = 5000;

    /// <param name="words">A line that lies within a word is a stroke of its letters.</param>
    public static Rulings Find(PageCanvas canvas, RowIndex<PageWord> words)
    {
        var darker = Math.Max(Darker, canvas.Noise / 2);
        var across = Trace(canvas, darker, horizontal: true, ShortestHorizontal);
        var down = Trace(canvas, darker, horizontal: false, ShortestVertical);
        return new Rulings([.. across.Where(line => !words.Beside(line).Any(word => IsStroke(line, word.Box)))], [.. down.Where(line => !words.Beside(line).Any(word => IsStroke(line, word.Box)))]);
    }

    private static bool IsStroke(PageBox line, PageBox word)
        => line.Left >= word.Left - 1.5 && line.Right <= word.Right + 1.5 && line.Top >= word.Top - 1 && line.Bottom <= word.Bottom + 1;

    private static List<PageBox> Trace(PageCanvas canvas, int darker, bool horizontal, double shortest)
    {
        var picture = canvas.Picture;
        var pixels = picture.Pixels;
        var (along, across) = horizontal ? (picture.Width, picture.Height) : (picture.Height, picture.Width);
        var (stepAlong, stepAcross) = horizontal ? (1, picture.Width) : (picture.Width, 1);
        var reach = Math.Max(2, (int)Math.Round(Thickest * canvas.Scale));
        var least = Math.Max(6, (int)(shortest * canvas.Scale));
        var open = new List<Trail>();
        var found = new List<PageBox>();
        for (var a = 0; a < across; a++)
        {
            var before = Math.Max(0, a - reach);
            var after = Math.Min(across - 1, a + reach);
            var start = -1;
            var missing = 0;
            for (var i = 0; i <= along; i++)
            {
                var isDark = false;
                if (i < along)
                {
                    var at = i * stepAlong;
                    var value = pixels[at + (a * stepAcross)] + darker;
                    isDark = value <= pixels[at + (before * stepAcross)] && value <= pixels[at + (after * stepAcross)];
                }

                if (isDark)
                {
                    start = start < 0 ? i : start;
                    missing = 0;
                }
                else if (start >= 0 && (++missing > 1 || i == along))
                {
                    var end = i - missing + 1;
                    if (end - start >= least)
                    {
                        Extend(open, start, end, a);
                    }

                    (start, missing) = (-1, 0);
                }
            }

            for (var i = open.Count - 1; i >= 0; i--)
            {
                if (open[i].Last < a - 1 || a == across - 1)
                {
                    Close(open[i], found, canvas.Scale, horizontal, reach);
                    open.RemoveAt(i);
                }
            }

            if (found.Count > MaximumRulings)
            {
                // A texture: it has no lines to speak of.
                return [];
            }
        }

        return found;
    }

    private static void Extend(List<Trail> open, int start, int end, int at)
    {
        foreach (var trail in open)
        {
            if (trail.Last >= at - 1 && Math.Min(end, trail.End) - Math.Max(start, trail.Start) > 0.5 * Math.Min(end - start, trail.End - trail.Start))
            {
                (trail.Start, trail.End, trail.Last) = (Math.Min(start, trail.Start), Math.Max(end, trail.End), at);
                return;
            }
        }

        open.Add(new Trail { Start = start, End = end, First = at, Last = at });
    }

    private static void Close(Trail trail, List<PageBox> found, double scale, bool horizontal, int thickest)
    {
        if (trail.Last - trail.First <= thickest)
        {
            found.Add(horizontal
                ? new PageBox(trail.Start / scale, trail.First / scale, trail.End / scale, (trail.Last + 1) / scale)
                : new PageBox(trail.First / scale, trail.Start / scale, (trail.Last + 1) / scale, trail.End / scale));
        }
    }

    private sealed class Trail
    {
        public int Start { get; set; }

        public int End { get; set; }

        public int First { get; init; }

        public int Last { get; set; }
    }
}

namespace Limner.Documents.Layout;

/// <summary>From the words and the picture of a page to what is on it (the layout analysis module), by rules, and by what a model has seen where one was asked.</summary>
internal static class PageAnalyzer
{
    /// <summary>Steps of grey between letters and their ground below which nobody sees them; of 255.</summary>
    private const int LeastContrast = 10;

    /// <summary>In points.</summary>
    private const double LeastSize = 1;

    /// <summary>The share of garbled letters from which a text layer is not believed.</summary>
    private const double Garbled = 0.3;

    /// <summary>A figure that covers this share of a page with few letters is the scan of it.</summary>
    private const double ScanShare = 0.5;

    /// <summary>Of a page without any letters: less is a speck or a line.</summary>
    private const double InkShare = 0.005;

    private const int FewLetters = 40;

    /// <summary>Divides words into those that can be seen and the number of those that cannot.</summary>
    /// <param name="visible">The part of the page that is shown.</param>
    /// <exception cref="OperationCanceledException"/>
    public static (List<PageWord> Seen, int Hidden) WithoutHidden(IReadOnlyList<PageWord> words, PageCanvas canvas, PageBox visible, CancellationToken cancellation)
    {
        var (seen, shown) = (new List<PageWord>(words.Count), visible.Grown(1));
        foreach (var word in words)
        {
            // Of a word that nobody sees every pixel is looked at, and its box may be the page.
            cancellation.ThrowIfCancellationRequested();
            if (word.Font.Size >= LeastSize && shown.Contains(word.Box.CentreX, word.Box.CentreY) && canvas.HasContrast(word.Box, LeastContrast))
            {
                seen.Add(word);
            }
        }

        return (seen, words.Count - seen.Count);
    }

    /// <summary>Whether the text layer cannot be what the page shows, so that it must be recognised.</summary>
    public static bool NeedsRecognition(IReadOnlyList<PageWord> words, PageCanvas canvas, CancellationToken cancellation)
    {
        var letters = words.Sum(word => word.Text.Length);
        if (letters > 0 && words.Sum(word => word.Text.Count(Pdf.TextCleaning.IsGarbled)) >= Garbled * letters)
        {
            return true;
        }

        if (letters >= FewLetters)
        {
            return false;
        }

        // A scan without noise is as many figures as it has lines of text.
        var (figures, frames) = FigureFinder.Find(canvas, words, Rulings.None, [], cancellation);
        return figures.Concat(frames).Sum(figure => figure.Area) >= (letters == 0 ? InkShare : ScanShare) * canvas.Picture.Width * canvas.Picture.Height / (canvas.Scale * canvas.Scale);
    }

    /// <exception cref="OperationCanceledException"/>
    public static PageLayout Analyze(DocumentPage page, IReadOnlyList<PageWord> words, PageCanvas canvas, PageRegions regions, CancellationToken cancellation)
    {
        var byRow = RowIndex<PageWord>.Of(words, word => word.Box);
        var rulings = RulingFinder.Find(canvas, byRow);
        var (tables, frames) = RuledTables.Find(rulings, byRow, cancellation);
        var (figures, boxes) = FigureFinder.Find(canvas, words, rulings, tables.ConvertAll(table => table.Box), cancellation);
        (figures, frames) = WithBorders(figures, frames, words);

        // A page in a picture of its own paper is no figure.
        figures.RemoveAll(figure => figure.Area > 0.9 * page.Width * page.Height);
        figures = WithLabels(WithAxes(figures, rulings, tables), byRow, cancellation);
        (tables, figures) = RegionGuide.Apply(regions.Regions, tables, figures, words, rulings, cancellation);
        var outside = words.Where(word => !tables.Exists(table => table.Box.Contains(word.Box.CentreX, word.Box.CentreY))).ToList();
        var free = outside.Where(word => !figures.Exists(figure => figure.Contains(word.Box.CentreX, word.Box.CentreY))).ToList();
        var walls = rulings.Vertical.Where(line => line.Height > 30).ToList();
        return new PageLayout(page with { LayoutEngine = regions.Engine, LayoutProblem = regions.Failure?.Error.Code, LayoutDetail = regions.Failure?.Detail })
        {
            Regions = regions.Regions,
            Segments = BulletFinder.Add(SegmentBuilder.Build(free, walls, cancellation), byRow, canvas),
            Tables = tables,
            Figures = figures.ConvertAll(figure => new PageFigure(figure, SegmentBuilder.Build([.. outside.Where(word => figure.Contains(word.Box.CentreX, word.Box.CentreY))], [], cancellation))),
            Frames = [.. frames, .. boxes],
            Rulings = rulings,
            Words = words.Count,
        };
    }

    /// <summary>A frame around figures and little text is the border of one figure; so is one around nothing, where it is large enough to be meant.</summary>
    private static (List<PageBox> Figures, List<PageBox> Frames) WithBorders(List<PageBox> figures, List<PageBox> frames, IReadOnlyList<PageWord> words)
    {
        var text = new List<PageBox>();
        foreach (var frame in frames)
        {
            var inside = figures.FindAll(figure => figure.ShareIn(frame) > 0.8);
            var letters = words.Where(word => frame.Contains(word.Box.CentreX, word.Box.CentreY)).Sum(word => word.Box.Area);
            if (letters < 0.15 * frame.Area && (inside.Sum(figure => figure.Area) > 0.08 * frame.Area || (letters == 0 && frame is { Width: > 60, Height: > 40 })))
            {
                figures = [.. figures.Except(inside), frame];
            }
            else
            {
                text.Add(frame);
            }
        }

        return (figures, text);
    }

    /// <summary>Lines that touch a figure and are not much longer than it are part of it: axes, frames.</summary>
    private static List<PageBox> WithAxes(List<PageBox> figures, Rulings rulings, List<PageTable> tables)
    {
        const double touches = 5;
        var lines = rulings.Horizontal.Concat(rulings.Vertical).Where(line => !tables.Exists(table => line.ShareIn(table.Box.Grown(2)) > 0.5)).ToList();
        return figures.ConvertAll(figure =>
        {
            var (around, whole) = (figure.Grown(touches), figure);
            foreach (var line in lines)
            {
                if (line.OverlapX(around) > 0 && line.OverlapY(around) > 0 && line.Width < 1.5 * figure.Width && line.Height < 1.5 * figure.Height)
                {
                    whole = whole.Union(line);
                }
            }

            return whole;
        });
    }

    /// <summary>Rows of small numbers or of several labels that stand close along a figure's edge are its axes.</summary>
    private static List<PageBox> WithLabels(List<PageBox> figures, RowIndex<PageWord> words, CancellationToken cancellation)
    {
        const double reach = 18;
        return figures.ConvertAll(figure =>
        {
            var around = figure.Grown(reach);
            var near = words.Beside(around).Where(word => word.Box.ShareIn(around) > 0.9 && !figure.Contains(word.Box.CentreX, word.Box.CentreY)).Distinct().ToList();
            var rows = BorderlessTables.Rows(SegmentBuilder.Build(near, [], cancellation).Select(segment => new SegmentItem(segment)));
            return rows
                .Where(row => row.Count >= 3 || row.TrueForAll(item => ((SegmentItem)item).Segment.IsVertical) || row.Sum(Digits) >= 0.7 * row.Sum(item => ((SegmentItem)item).Segment.Text.Count(letter => !char.IsWhiteSpace(letter))))
                .SelectMany(row => row).Aggregate(figure, (box, item) => box.Union(item.Box));
        });

        static int Digits(PageItem item) => ((SegmentItem)item).Segment.Text.Count(char.IsDigit);
    }
}

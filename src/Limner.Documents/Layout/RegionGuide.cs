using Limner.Vision.Layout;

namespace Limner.Documents.Layout;

/// <summary>Where a model has seen tables and figures that the rules have not, or the rules have seen them where the model saw something else, the model is followed.</summary>
internal static class RegionGuide
{
    /// <summary>The share of one that lies in the other from which they are the same, or the one a part of the other.</summary>
    private const double Same = 0.5;

    private const double Within = 0.8;

    /// <summary>Words from which a figure of the rules can be the table, or the text, that the model saw.</summary>
    private const int LeastWords = 2;

    /// <summary>Rows from which white counts that few of them cross.</summary>
    private const int LeastRows = 3;

    /// <summary>The least white between columns of a table, in parts of the type's size.</summary>
    private const double Gutter = 0.9;

    /// <summary>Puts the tables and figures of the rules right.</summary>
    /// <param name="words">Of the page.</param>
    /// <exception cref="OperationCanceledException"/>
    public static (List<PageTable> Tables, List<PageBox> Figures) Apply(
        IReadOnlyList<PageRegion> regions, List<PageTable> tables, List<PageBox> figures, IReadOnlyList<PageWord> words, Rulings rulings, CancellationToken cancellation)
    {
        if (regions.Count == 0)
        {
            return (tables, figures);
        }

        (tables, figures) = ([.. tables], [.. figures]);
        foreach (var region in regions)
        {
            cancellation.ThrowIfCancellationRequested();
            if (region.Kind == LayoutKind.Figure)
            {
                tables.RemoveAll(table => table.Box.ShareIn(region.Box) > Within);
                AddFigure(region.Box, figures);
            }
            else if (!region.IsFurniture && WordsIn(region.Box, words).Take(LeastWords).Count() == LeastWords)
            {
                // A coloured ground makes a figure of what stands on it.
                figures.RemoveAll(figure => figure.ShareIn(region.Box.Grown(4)) > Within);
            }
        }

        foreach (var region in regions.Where(region => region.Kind == LayoutKind.Table))
        {
            if (!tables.Exists(table => table.Box.ShareIn(region.Box) > Same || region.Box.ShareIn(table.Box) > Same) && TableOf(region.Box, WithoutThoseIn(tables, words), rulings, cancellation) is { } table)
            {
                figures.RemoveAll(figure => figure.ShareIn(region.Box) > Within);
                tables.Add(table);
            }
        }

        return (tables, figures);
    }

    /// <summary>The pieces of a figure are one; a figure that the rules have found alike stays, as its box is that of its ink.</summary>
    private static void AddFigure(PageBox region, List<PageBox> figures)
    {
        if (figures.Exists(figure => figure.ShareIn(region) > Within && region.ShareIn(figure) > Same))
        {
            return;
        }

        var pieces = figures.FindAll(figure => figure.ShareIn(region) > Within);
        figures.RemoveAll(pieces.Contains);
        if (!figures.Exists(figure => region.ShareIn(figure) > Within))
        {
            figures.Add(pieces.Aggregate(region, (box, piece) => box.Union(piece)));
        }
    }

    private static IEnumerable<PageWord> WordsIn(PageBox box, IReadOnlyList<PageWord> words) => words.Where(word => box.Contains(word.Box.CentreX, word.Box.CentreY));

    /// <summary>A table that reaches into another has only what the other has not.</summary>
    private static List<PageWord> WithoutThoseIn(List<PageTable> tables, IReadOnlyList<PageWord> words)
        => [.. words.Where(word => !tables.Exists(table => table.Box.Contains(word.Box.CentreX, word.Box.CentreY)))];

    /// <summary>The cells by white, as of tables without lines; null where there is no text, too much of it, or neither rows nor columns in it.</summary>
    private static PageTable? TableOf(PageBox box, IReadOnlyList<PageWord> words, Rulings rulings, CancellationToken cancellation)
    {
        var inside = WordsIn(box.Grown(2), words).ToList();
        if (inside.Count < LeastWords)
        {
            return null;
        }

        List<PageItem> items = [.. SegmentBuilder.Build(inside, [], cancellation).Select(segment => new SegmentItem(segment))];
        if (items.Count > BorderlessTables.MostTexts)
        {
            return null;
        }

        var rows = BorderlessTables.Rows(items);
        var size = Gutter * items.Average(item => ((SegmentItem)item).Segment.Size);
        var gaps = new Columns(items, size).Gaps;
        if (gaps.Count > 0)
        {
            gaps = BorderlessCells.Gaps(rows, gaps);
        }
        else if (rows.Count >= LeastRows)
        {
            // A head over all columns crosses the white between them. Where there is none all the same, what was given comes back.
            IReadOnlyList<(double From, double To)> none = [(box.Left - 20, box.Left - 20 + size)];
            gaps = BorderlessCells.Gaps(rows, none) is var found && found != none ? found : [];
        }

        var table = BorderlessCells.Build(rows, gaps, rulings);
        return table.Rows > 1 || table.Columns > 1 ? table : null;
    }
}

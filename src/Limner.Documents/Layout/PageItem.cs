namespace Limner.Documents.Layout;

/// <summary>What reading order is made of: a segment of a line, a table, a figure, or a frame with items of its own.</summary>
internal abstract record PageItem(PageBox Box);

internal sealed record SegmentItem(TextSegment Segment) : PageItem(Segment.Box)
{
    /// <summary>What a layout model says it is part of; null: nothing.</summary>
    public PageRegion? Region { get; init; }
}

internal sealed record TableItem(PageTable Table) : PageItem(Table.Box);

internal sealed record FigureItem(PageFigure Figure) : PageItem(Figure.Box);

internal sealed record FrameItem(PageBox Box, IReadOnlyList<PageItem> Inside) : PageItem(Box);

/// <summary>Items that stand below one another in one column, from top to bottom.</summary>
/// <param name="Framed">Inside a box of its own: its text does not go on outside.</param>
internal sealed record Flow(IReadOnlyList<PageItem> Items, bool Framed)
{
    public PageBox Box => PageBox.Around(Items.Select(item => item.Box));
}

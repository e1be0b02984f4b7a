using Limner.Documents.Layout;
using Limner.Vision.Layout;

namespace Limner.Documents.Integration;

/// <summary>Lines, or a table, or a figure, that will be one element.</summary>
internal sealed class Block(int page, PageBox box)
{
    public int Page { get; } = page;

    public PageBox Box { get; } = box;

    public ElementClass Class { get; set; } = ElementClass.Paragraph;

    /// <summary>One for each line, from top to bottom; none for tables.</summary>
    public IReadOnlyList<TextSegment> Lines { get; init; } = [];

    public PageTable? Table { get; init; }

    public bool IsFigure { get; init; }

    /// <summary>Which of the page's flows it stands in.</summary>
    public int Flow { get; init; }

    public bool Framed { get; init; }

    /// <summary>Where the lines of its column begin and end, in points.</summary>
    public double ColumnLeft { get; init; }

    public double ColumnRight { get; init; }

    /// <summary>In points: the white above it, to the line before in its flow; infinite at the top.</summary>
    public double GapAbove { get; init; } = double.PositiveInfinity;

    public PageSource Source { get; init; }

    /// <summary>What a layout model says it is; null: rules decide.</summary>
    public PageRegion? Region { get; set; }

    /// <summary>Which model that is.</summary>
    public string? LayoutEngine { get; init; }

    /// <summary>Its lines are kept as they stand.</summary>
    public bool IsListing => Monospaced || Region?.Kind == LayoutKind.Code;

    /// <summary>Of a heading from 1, of a list item its depth from 1.</summary>
    public int? Level { get; set; }

    public string Text { get; set; } = "";

    /// <summary>Blocks that a column's or a page's end has torn from this one.</summary>
    public List<Block> Rest { get; } = [];

    public Block? Parent { get; set; }

    /// <summary>Of a heading in a scan: the usual size of headings numbered like it, which tells more than its own.</summary>
    public double? SizeOfKind { get; set; }

    /// <summary>Of a heading in a scan among printed pages: whether theirs of this size are bold.</summary>
    public bool? BoldOfKind { get; set; }

    public double Size => Lines.Count == 0 ? 0 : Lines.GroupBy(line => line.Size).MaxBy(group => group.Sum(line => line.Text.Length))!.Key;

    public bool Bold => Lines.Count > 0 && Lines.All(line => line.Bold);

    public bool Italic => Lines.Count > 0 && Lines.All(line => line.Italic);

    public bool Monospaced => Lines.Count > 0 && Lines.Count(line => line.Monospaced) > 0.7 * Lines.Count;

    public bool IsFurniture => Class is ElementClass.PageHeader or ElementClass.PageFooter or ElementClass.PageNumber;
}

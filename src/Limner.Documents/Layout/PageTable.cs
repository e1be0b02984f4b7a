namespace Limner.Documents.Layout;

/// <summary>A table on a page.</summary>
/// <param name="Cells">By rows, then columns.</param>
internal sealed record PageTable(PageBox Box, int Rows, int Columns, IReadOnlyList<PageTableCell> Cells)
{
    /// <summary>Whether lines divide its cells.</summary>
    public bool Ruled { get; init; }
}

/// <summary>A cell and the words in it, which stand in lines of their own.</summary>
internal sealed record PageTableCell(int Row, int Column, int RowSpan, int ColumnSpan, PageBox Box, IReadOnlyList<TextSegment> Lines)
{
    public string Text => string.Join(' ', Lines.Select(line => line.Text));

    public bool Bold => Lines.Count > 0 && Lines.All(line => line.Bold);
}

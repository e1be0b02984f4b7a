using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>A document as one text.</summary>
internal static class LinearText
{
    /// <summary>In reading order, without what stands in figures.</summary>
    public static string Of(LayoutDocument document) => Join(document.Elements);

    /// <summary>What a right reading may be: a stream beside the main one read before it, or after.</summary>
    public static IReadOnlyList<string> Orders(LayoutDocument truth)
        => truth.Elements.Any(element => element.Flow == "aside")
            ? [Join(truth.Elements), Join(truth.Elements.OrderBy(element => element.Page).ThenBy(element => element.Flow == "aside" || element.Class == "page_header" ? 0 : 1))]
            : [Join(truth.Elements)];

    private static string Join(IEnumerable<LayoutElement> elements)
        => string.Join('\n', elements.Where(element => element.Class != "figure").Select(element => element is { Class: "table", Cells: { } cells } ? OfCells(cells) : element.Text));

    private static string OfCells(IReadOnlyList<LayoutCell> cells)
        => string.Join('\n', cells.GroupBy(cell => cell.Row).OrderBy(row => row.Key).Select(row => string.Join('\t', row.OrderBy(cell => cell.Column).Select(cell => cell.Text))));
}

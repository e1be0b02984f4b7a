using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Which cells of a table name others.</summary>
internal static class TableHeads
{
    /// <summary>A cell is a head in rows from the top all of whose texts are bold where others are not, or whose row alone has no number among rows that have.</summary>
    public static bool IsHead(PageTable table, PageTableCell cell) => cell.Row < Rows(table) || (cell.Column == 0 && cell.Bold && HasBoldFirstColumn(table));

    /// <summary>Rows at the top that name what stands below.</summary>
    private static int Rows(PageTable table)
    {
        var rows = 0;
        while (rows < Math.Min(3, table.Rows - 1) && Texts(table, rows) is { Count: > 0 } texts && texts.TrueForAll(cell => cell.Bold) && Texts(table, table.Rows - 1).Exists(cell => !cell.Bold))
        {
            rows++;
        }

        if (rows == 0 && table.Rows > 2 && Texts(table, 0) is { Count: > 1 } first && !first.Exists(cell => cell.Text.Any(char.IsDigit))
            && Enumerable.Range(1, table.Rows - 1).All(row => Texts(table, row).Exists(cell => cell.Text.Any(char.IsDigit))))
        {
            rows = 1;
        }

        return rows;
    }

    private static bool HasBoldFirstColumn(PageTable table)
        => table.Cells.Where(cell => cell.Column == 0 && cell.Lines.Count > 0).All(cell => cell.Bold) && table.Cells.Any(cell => cell.Column > 0 && cell.Lines.Count > 0 && !cell.Bold);

    private static List<PageTableCell> Texts(PageTable table, int row) => [.. table.Cells.Where(cell => cell.Row == row && cell.Lines.Count > 0)];
}

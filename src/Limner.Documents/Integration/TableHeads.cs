using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Which cells of a table name others.</summary>
internal sealed class TableHeads
{
    private readonly int _rows;
    private readonly bool _hasBoldFirstColumn;

    public TableHeads(PageTable table)
    {
        _rows = Rows(table, table.Cells.Where(cell => cell.Lines.Count > 0).ToLookup(cell => cell.Row));
        _hasBoldFirstColumn = table.Cells.Where(cell => cell.Column == 0 && cell.Lines.Count > 0).All(cell => cell.Bold) && table.Cells.Any(cell => cell.Column > 0 && cell.Lines.Count > 0 && !cell.Bold);
    }

    /// <summary>A cell is a head in rows from the top all of whose texts are bold where others are not, or whose row alone has no number among rows that have.</summary>
    public bool IsHead(PageTableCell cell) => cell.Row < _rows || (cell.Column == 0 && cell.Bold && _hasBoldFirstColumn);

    /// <summary>Rows at the top that name what stands below.</summary>
    private static int Rows(PageTable table, ILookup<int, PageTableCell> texts)
    {
        var rows = 0;
        while (rows < Math.Min(3, table.Rows - 1) && texts[rows].Any() && texts[rows].All(cell => cell.Bold) && texts[table.Rows - 1].Any(cell => !cell.Bold))
        {
            rows++;
        }

        var isNamedByWords = rows == 0 && table.Rows > 2 && texts[0].Count() > 1 && !texts[0].Any(HasNumber) && Enumerable.Range(1, table.Rows - 1).All(row => texts[row].Any(HasNumber));
        return isNamedByWords ? 1 : rows;
    }

    private static bool HasNumber(PageTableCell cell) => cell.Text.Any(char.IsDigit);
}

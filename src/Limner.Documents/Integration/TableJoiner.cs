using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Puts tables together again that the end of a page has divided.</summary>
internal static class TableJoiner
{
    public static void Join(List<Block> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Table is null)
            {
                continue;
            }

            while (NextOf(blocks, i) is { } at && GoesOn(blocks[i], blocks[at]))
            {
                var joined = Together(blocks[i], blocks[at]);
                blocks.RemoveAt(at);
                blocks[i] = joined;
            }
        }
    }

    /// <summary>The next element that is neither furniture nor a note.</summary>
    private static int? NextOf(List<Block> blocks, int at)
    {
        var next = blocks.FindIndex(at + 1, block => !block.IsFurniture && block.Class != ElementClass.Footnote);
        return next < 0 ? null : next;
    }

    private static bool GoesOn(Block table, Block next)
    {
        var last = table.Rest.Count > 0 ? table.Rest[^1] : table;
        return next.Table is { } other && next.Page == last.Page + 1 && other.Columns == table.Table!.Columns && other.Ruled == table.Table.Ruled
            && Math.Abs(next.Box.Left - last.Box.Left) < 8 && Math.Abs(next.Box.Width - last.Box.Width) < (other.Ruled ? 0.05 : 0.25) * last.Box.Width;
    }

    private static Block Together(Block table, Block next)
    {
        var (upper, lower) = (table.Table!, next.Table!);
        var isRepeated = TextsOf(upper, 0).SequenceEqual(TextsOf(lower, 0), StringComparer.Ordinal) && TextsOf(upper, 0).Any(text => text.Length > 0);
        var skip = isRepeated ? 1 : 0;
        var cells = upper.Cells.Concat(lower.Cells.Where(cell => cell.Row >= skip).Select(cell => cell with { Row = cell.Row - skip + upper.Rows }));
        var joined = new Block(table.Page, table.Box)
        {
            Table = upper with { Rows = upper.Rows + lower.Rows - skip, Cells = [.. cells] },
            Class = ElementClass.Table,
            Flow = table.Flow,
            Framed = table.Framed,
            Source = table.Source,
        };
        joined.Rest.AddRange([.. table.Rest, next]);
        return joined;
    }

    private static IEnumerable<string> TextsOf(PageTable table, int row) => table.Cells.Where(cell => cell.Row == row).Select(cell => cell.Text);
}

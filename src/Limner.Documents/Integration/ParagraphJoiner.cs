using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Puts paragraphs together again that the end of a column or a page, or a figure between, has torn.</summary>
internal static class ParagraphJoiner
{
    public static void Join(List<Block> blocks, LineJoiner joiner)
    {
        Block? open = null;
        Block? last = null;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.IsFurniture || block.Class is ElementClass.Footnote or ElementClass.Caption or ElementClass.Figure or ElementClass.Table)
            {
                continue;
            }

            if (open is not null && last is not null && GoesOn(open, last, block))
            {
                open.Text = joiner.Join(open.Text, block.Text);
                open.Rest.Add(block);
                last = block;
                blocks.RemoveAt(i--);
                continue;
            }

            (open, last) = (block, block);
        }
    }

    private static bool GoesOn(Block open, Block last, Block next)
    {
        if (open.Class is not (ElementClass.Paragraph or ElementClass.ListItem) || next.Class != ElementClass.Paragraph || (last.Page == next.Page && last.Flow == next.Flow) || last.Framed != next.Framed
            || next.Page > last.Page + 1 || open.Bold != next.Bold || Math.Abs(last.Size - next.Size) > (next.Source == PageSource.Ocr ? 0.2 : 0.06) * last.Size)
        {
            return false;
        }

        // A sentence may end where the column does; a paragraph seldom ends exactly at the margin.
        var tail = last.Lines[^1];
        if (last.Lines.Count > 2 && next.Lines.Count > 0 && tail.Box.Right > last.ColumnRight - (0.35 * tail.Size) && next.Lines[0].Box.Left < next.ColumnLeft + (0.5 * next.Size) && char.IsLetter(next.Text[0]))
        {
            return true;
        }

        var end = open.Text.TrimEnd('"', '\'', ')', '\u201D', '\u2019', ' ');
        if (end.Length == 0 || end[^1] is '.' or '!' or '?' or ':' or '\u3002' or '\u2026')
        {
            return false;
        }

        // A last line that leaves room ends its paragraph, if no word of it was divided.
        var line = last.Lines[^1];
        var isFull = line.Box.Right > last.ColumnRight - (2.5 * line.Size) || last.Lines.Count == 1 || end[^1] is '-' or '\u2010' or ',';
        return isFull || char.IsLower(next.Text[0]);
    }
}

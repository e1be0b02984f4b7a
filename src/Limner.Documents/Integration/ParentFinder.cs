using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Says what belongs to what: text to its heading, captions to their figures and tables, notes to the text that has their mark.</summary>
internal static class ParentFinder
{
    /// <summary>In points.</summary>
    private const double CaptionReach = 60;

    public static void Assign(IReadOnlyList<Block> blocks)
    {
        var path = new Stack<Block>();
        var byPage = blocks.ToLookup(block => block.Page);
        var inPlaces = blocks.SelectMany(block => block.Rest.Select(rest => rest.Page).Append(block.Page).Distinct().Select(page => (Page: page, Block: block))).ToLookup(place => place.Page, place => place.Block);
        foreach (var block in blocks)
        {
            if (block.IsFurniture)
            {
                continue;
            }

            if (block.Class is ElementClass.Heading or ElementClass.Title)
            {
                while (path.TryPeek(out var top) && (top.Level ?? 0) >= (block.Level ?? 0))
                {
                    path.Pop();
                }

                block.Parent = path.TryPeek(out var above) ? above : null;
                path.Push(block);
                continue;
            }

            block.Parent = block.Class switch
            {
                ElementClass.Caption => FindCaptioned(byPage[block.Page], block),
                ElementClass.Footnote => FindMarked(inPlaces[block.Page], block),
                _ => null,
            } ?? (path.TryPeek(out var heading) ? heading : null);
        }
    }

    /// <summary>The nearest figure or table on its page; of the kind that it names, where it names one.</summary>
    private static Block? FindCaptioned(IEnumerable<Block> blocks, Block caption)
    {
        var isTable = ListMarks.IsTableCaption(caption.Text);
        return blocks
            .Where(block => block.Class is ElementClass.Figure or ElementClass.Table or ElementClass.Code or ElementClass.Formula && BlockClassifier.IsNear(block, caption, CaptionReach))
            .OrderBy(block => (block.Class == ElementClass.Table) == isTable ? 0 : 1)
            .ThenBy(block => -block.Box.OverlapY(caption.Box))
            .FirstOrDefault();
    }

    /// <summary>The last text before the note that has its mark raised or in brackets.</summary>
    private static Block? FindMarked(IEnumerable<Block> blocks, Block note)
    {
        var mark = ListMarks.FootnoteMark(note.Text);
        return mark is null
            ? null
            : blocks.LastOrDefault(block => block != note && block.Class is not (ElementClass.Footnote or ElementClass.Figure) && !block.IsFurniture
                && block.Lines.Concat(block.Rest.SelectMany(rest => rest.Lines)).Concat(block.Table?.Cells.SelectMany(cell => cell.Lines) ?? [])
                    .Any(line => line.Words.Any(word => IsMark(word, line, mark))));
    }

    private static bool IsMark(PageWord word, TextSegment line, string mark)
        => (word.Font.Size < 0.85 * line.Size && word.Text.Trim('.', ',', '[', ']', '(', ')').Equals(mark, StringComparison.Ordinal))
            || word.Text.EndsWith("[" + mark + "]", StringComparison.Ordinal)
            || (mark[0] is '*' or '\u2020' or '\u2021' or > '\u00AF' && word.Text.EndsWith(mark, StringComparison.Ordinal));
}

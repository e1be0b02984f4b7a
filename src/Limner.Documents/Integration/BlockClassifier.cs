using System.Text.RegularExpressions;
using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Says what blocks are, by their type, their place and how they begin.</summary>
internal static partial class BlockClassifier
{
    private const int LongestHeading = 220;

    /// <summary>In points, from a figure or table to its caption.</summary>
    private const double CaptionReach = 45;

    /// <param name="pages">The blocks of each page, in reading order.</param>
    public static void Classify(IReadOnlyList<List<Block>> pages, IReadOnlyList<PageLayout> layouts, DocumentFacts facts, IReadOnlyList<OutlineEntry> outline, CancellationToken cancellation)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var blocks = pages[i];
            var isContents = IsContents(blocks);
            for (var at = 0; at < blocks.Count; at++)
            {
                var block = blocks[at];
                if (block.Class == ElementClass.Paragraph && block.Lines.Count > 0)
                {
                    block.Class = ClassOf(block, at + 1 < blocks.Count ? blocks[at + 1] : null, blocks, layouts[i], facts, isContents);
                }
            }
        }

        var all = pages.SelectMany(page => page).ToList();
        HeadingLevels.Assign(all, facts, OutlineHeadings.Find(all, outline));
        ListLevels(pages);
    }

    private static ElementClass ClassOf(Block block, Block? next, List<Block> page, PageLayout layout, DocumentFacts facts, bool isContents)
    {
        // Before listings: many notes are an address in such type.
        if (IsFootnote(block, page, layout, facts))
        {
            return ElementClass.Footnote;
        }

        if (block.Monospaced)
        {
            return ElementClass.Code;
        }

        if (IsCaption(block, page, facts))
        {
            return ElementClass.Caption;
        }

        if (IsFormula(block))
        {
            return ElementClass.Formula;
        }

        if (IsHeading(block, next, facts) && (!isContents || ListMarks.IsContentsTitle(block.Text)))
        {
            return ElementClass.Heading;
        }

        return ListMarks.HasBullet(block.Text) || ListMarks.HasNumber(block.Text) ? ElementClass.ListItem : ElementClass.Paragraph;
    }

    /// <summary>A page of a table of contents: what stands out there are its entries, not headings.</summary>
    private static bool IsContents(List<Block> page)
    {
        var lines = page.Where(block => !block.IsFurniture).SelectMany(block => block.Lines).ToList();
        return lines.Count(line => ListMarks.HasLeader(line.Text)) is var leading && leading >= 4 && leading >= 0.25 * lines.Count;
    }

    private static bool IsCaption(Block block, List<Block> page, DocumentFacts facts)
    {
        if (block.Lines.Count > 8 || block.Size > 1.12 * facts.BodySize)
        {
            return false;
        }

        var near = page.Exists(other => other.Class is ElementClass.Figure or ElementClass.Table && IsNear(other, block, CaptionReach));
        if (ListMarks.IsCaption(block.Text))
        {
            // "Figure 3 shows ..." begins sentences too; those are lines among others.
            return near || CaptionPunctuation().IsMatch(block.Text);
        }

        return block.Lines.Count <= 3 && page.Exists(other => other.Class == ElementClass.Figure && other.Box.Bottom <= block.Box.Top + 3 && IsNear(other, block, 14))
            && (block.Size < 0.96 * facts.BodySize || block.Italic);
    }

    internal static bool IsNear(Block figure, Block text, double reach)
        => figure.Page == text.Page && figure.Box.OverlapX(text.Box) > 0.3 * Math.Min(figure.Box.Width, text.Box.Width) && figure.Box.OverlapY(text.Box) > -reach;

    private static bool IsFootnote(Block block, List<Block> page, PageLayout layout, DocumentFacts facts)
        => (block.Size < 0.95 * facts.BodySize || IsUnderRule(block, page, layout)) && block.Box.Top > 0.45 * layout.Page.Height && !block.Framed && ListMarks.FootnoteMark(block.Text) is not null
            && !ListMarks.HasBullet(block.Text) && !(block.Monospaced && block.Lines[0].Words[0] is { Font.Monospaced: true } mark && mark.Font.Size > 0.85 * block.Size)
            && !page.Exists(other => other != block && !other.IsFurniture && other.Lines.Count > 0 && !other.IsFigure && other.Size >= 0.95 * facts.BodySize && ListMarks.FootnoteMark(other.Text) is null
                && other.Box.Top > block.Box.Bottom - 2 && other.Box.OverlapX(block.Box) > 0);

    /// <summary>A short line divides notes from the text; where their size is estimated it says more than that. The notes after the first stand under it.</summary>
    private static bool IsUnderRule(Block block, List<Block> page, PageLayout layout)
        => block.Source == PageSource.Ocr && (layout.Rulings.Horizontal.Any(line => line.CentreY < block.Lines[0].Box.CentreY && line.CentreY > block.Box.Top - 16 && Math.Abs(line.Left - block.Box.Left) < 24 && line.Width < 0.75 * layout.Page.Width)
            || page.Exists(other => other.Class == ElementClass.Footnote && other.Box.Bottom < block.Box.CentreY && block.Box.Top - other.Box.Bottom < block.Size && other.Box.OverlapX(block.Box) > 0));

    private static bool IsFormula(Block block)
    {
        if (block.Lines.Count > 5)
        {
            return false;
        }

        var letters = block.Lines.Sum(line => line.Text.Length);
        var share = block.Lines.Sum(line => line.Mathematical * line.Text.Length) / letters;
        var isSetApart = block.Box.Left > block.ColumnLeft + block.Size;
        return (share > 0.35 && isSetApart) || (share > 0.6 && letters > 3) || (isSetApart && ListMarks.IsEquationNumber(block.Text) && share > 0.05);
    }

    private static bool IsHeading(Block block, Block? next, DocumentFacts facts)
    {
        var text = block.Text;
        if (block.Lines.Count > 4 || block.Lines.Any(line => line.IsVertical) || ListMarks.HasLeader(text) || text.Length > LongestHeading || !text.Any(char.IsLetter) || text.Length < 2 || next is null && block.Size < 1.15 * facts.BodySize)
        {
            return false;
        }

        var ends = text[^1] is '.' or ',' or ';' or ':' or '\u3002';
        if (block.Size >= 1.13 * facts.BodySize)
        {
            return block.Source == PageSource.Ocr && !block.Bold ? block.Size >= 1.25 * facts.BodySize && !ends && block.Lines.Count <= 3 : block.Bold || !(ends && text.Length > 60) ;
        }

        if (block.Size < 0.93 * facts.BodySize || text.Length > 140 || ListMarks.HasBullet(text) || block.Framed && next is null)
        {
            return false;
        }

        var isApart = block.GapAbove > 0.45 * facts.BodySize;
        var depth = ListMarks.HeadingDepth(text);
        if (block.Bold)
        {
            return isApart && (!ends || depth > 0) && block.Lines.Count <= 3;
        }

        // A little larger, alone, and closer to what follows than to what is before.
        var isOverText = block.Source != PageSource.Ocr && block.Size >= 1.045 * facts.BodySize && next is { Class: ElementClass.Paragraph or ElementClass.ListItem } && next.Size <= 1.01 * facts.BodySize && next.GapAbove < block.GapAbove;
        return isApart && !ends && block.Lines.Count == 1 && text.Length < 90 && (isOverText || depth >= 2 || IsCapitals(text) || (block.Italic && depth > 0));
    }

    private static bool IsCapitals(string text) => text.Count(char.IsUpper) >= 4 && !text.Any(char.IsLower) && text.Count(char.IsDigit) < 3 && text.Length < 60;

    /// <summary>How deep items are nested, by where they begin.</summary>
    private static void ListLevels(IReadOnlyList<List<Block>> pages)
    {
        var lefts = new List<double>();
        (int Page, int Flow) place = default;
        foreach (var block in pages.SelectMany(page => page))
        {
            if (block.Class != ElementClass.ListItem)
            {
                if (!block.IsFurniture && block.Class != ElementClass.Footnote && !(block.Class == ElementClass.Paragraph && lefts.Count > 0 && block.Box.Left > lefts[0] + 4))
                {
                    lefts.Clear();
                }

                continue;
            }

            if (place != (block.Page, block.Flow))
            {
                lefts.Clear();
            }

            place = (block.Page, block.Flow);
            var left = block.Lines[0].Box.Left;
            lefts.RemoveAll(other => other > left + (0.7 * block.Size));
            if (lefts.Count == 0 || left > lefts[^1] + (0.7 * block.Size))
            {
                lefts.Add(left);
            }

            block.Level = lefts.Count;
        }
    }

    [GeneratedRegex(@"^\S+\s*[0-9A-Z]*([.\-][0-9]+)*\s*([.:|\]>〉)\u2013\u2014]|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex CaptionPunctuation();
}

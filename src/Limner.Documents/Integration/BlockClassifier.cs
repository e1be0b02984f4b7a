using System.Text.RegularExpressions;
using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Says what blocks are, by their type, their place and how they begin.</summary>
internal static partial class BlockClassifier
{
    private const int LongestHeading = 220;

    /// <summary>Letters of a flow whose own size counts.</summary>
    private const int LeastOfFlow = 200;

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
            RegionClasses.Apply(blocks);

            // First: the size of a page's text, by which headings are told, leaves its notes out.
            foreach (var block in blocks.Where(block => block.Class == ElementClass.Paragraph && block.Region is null && block.Lines.Count > 0 && IsFootnote(block, blocks, layouts[i], facts)))
            {
                block.Class = ElementClass.Footnote;
            }

            var bodySizes = BodySizes(blocks, layouts[i].Page.Source, facts);
            for (var at = 0; at < blocks.Count; at++)
            {
                var block = blocks[at];
                if (block.Class == ElementClass.Paragraph && block.Region is null && block.Lines.Count > 0)
                {
                    block.Class = ClassOf(block, at + 1 < blocks.Count ? blocks[at + 1] : null, blocks, facts, bodySizes.GetValueOrDefault(block.Flow, facts.BodySizeOf(block.Source)), isContents);
                }
            }
        }

        var all = pages.SelectMany(page => page).ToList();
        HeadingLevels.Assign(all, facts, OutlineHeadings.Find(all, outline), cancellation);
        ListLevels(pages);
    }

    private static ElementClass ClassOf(Block block, Block? next, List<Block> page, DocumentFacts facts, double bodySize, bool isContents)
    {
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

        if (IsHeading(block, next, bodySize) && (!isContents || ListMarks.IsContentsTitle(block.Text)))
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
        if (block.Lines.Count > 8 || block.Size > 1.12 * facts.BodySizeOf(block.Source))
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
            && (block.Size < 0.96 * facts.BodySizeOf(block.Source) || block.Italic);
    }

    internal static bool IsNear(Block figure, Block text, double reach)
        => figure.Page == text.Page && figure.Box.OverlapX(text.Box) > 0.3 * Math.Min(figure.Box.Width, text.Box.Width) && figure.Box.OverlapY(text.Box) > -reach;

    /// <summary>Listings too: many notes are an address in such type.</summary>
    private static bool IsFootnote(Block block, List<Block> page, PageLayout layout, DocumentFacts facts)
        => (block.Size < 0.95 * facts.BodySizeOf(block.Source) || IsUnderRule(block, page, layout)) && block.Box.Top > 0.45 * layout.Page.Height && !block.Framed && ListMarks.FootnoteMark(block.Text) is not null
            && !ListMarks.HasBullet(block.Text) && !(block.Monospaced && block.Lines[0].Words[0] is { Font.Monospaced: true } mark && mark.Font.Size > 0.85 * block.Size)
            && !page.Exists(other => other != block && !other.IsFurniture && other.Lines.Count > 0 && !other.IsFigure && other.Size >= 0.95 * facts.BodySizeOf(block.Source) && ListMarks.FootnoteMark(other.Text) is null
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
        return (isSetApart && IsEquation(block.Text)) || (share > 0.35 && isSetApart) || (share > 0.6 && letters > 3) || (isSetApart && ListMarks.IsEquationNumber(block.Text) && share > 0.05);
    }

    /// <summary>It has a sign of equality and no word, only letters that stand for something.</summary>
    private static bool IsEquation(string text) => text.Contains('=', StringComparison.Ordinal) && !Word().IsMatch(text);

    private static bool IsHeading(Block block, Block? next, double bodySize)
    {
        var text = block.Text;
        if (IsEquation(text) || block.Lines.Count > 4 || block.Lines.Any(line => line.IsVertical) || ListMarks.HasLeader(text) || text.Length > LongestHeading || !text.Any(char.IsLetter) || text.Length < 2 || next is null && block.Size < 1.15 * bodySize)
        {
            return false;
        }

        var ends = text[^1] is '.' or ',' or ';' or ':' or '\u3002';
        if (block.Size >= 1.13 * bodySize)
        {
            return block.Source == PageSource.Ocr && !block.Bold ? !ends && block.Lines.Count <= 3 : block.Bold || !(ends && text.Length > 60) ;
        }

        if (block.Size < 0.93 * bodySize || text.Length > 140 || ListMarks.HasBullet(text) || block.Framed && next is null)
        {
            return false;
        }

        var isApart = block.GapAbove > 0.45 * bodySize;
        var depth = ListMarks.HeadingDepth(text);
        if (block.Bold)
        {
            return isApart && (!ends || depth > 0) && block.Lines.Count <= 3;
        }

        // A little larger, alone, and closer to what follows than to what is before.
        var isOverText = block.Size >= 1.045 * bodySize && next is { Class: ElementClass.Paragraph or ElementClass.ListItem } && next.Size <= 1.01 * bodySize && next.GapAbove < block.GapAbove;
        return isApart && !ends && (block.Lines.Count == 1 || (block.Source == PageSource.Ocr && isOverText && block.Lines.Count <= 3)) && text.Length < 90 && (isOverText || depth >= 2 || IsCapitals(text) || (block.Italic && depth > 0));
    }

    /// <summary>The size of the text that a heading stands over, for each flow of a scan where it is smaller than the document's, as beside the text: there weight says less.</summary>
    private static Dictionary<int, double> BodySizes(List<Block> page, PageSource source, DocumentFacts facts)
        => page.Where(block => source == PageSource.Ocr && block.Class is not (ElementClass.Footnote or ElementClass.Table or ElementClass.Figure)).GroupBy(block => block.Flow)
            .Select(flow => (Flow: flow.Key, Sizes: flow.GroupBy(block => block.Size).Select(size => (Size: size.Key, Letters: size.Sum(block => block.Text.Length))).ToList()))
            .Where(flow => flow.Sizes.Sum(size => size.Letters) >= LeastOfFlow)
            .ToDictionary(flow => flow.Flow, flow => Math.Min(facts.BodySizeOf(source), flow.Sizes.MaxBy(size => size.Letters).Size));

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

    [GeneratedRegex(@"\p{L}{4}|\p{IsHangulSyllables}{2}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\S+\s*[0-9A-Z]*([.\-][0-9]+)*\s*([.:|\]>〉)\u2013\u2014]|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex CaptionPunctuation();
}

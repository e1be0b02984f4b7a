using System.Globalization;
using System.Text;
using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>From the pages to one document (the content integration module): order, hierarchy, what belongs together over columns and pages.</summary>
internal static class DocumentBuilder
{
    /// <param name="pages">All that were read, in their order; those with a problem are empty.</param>
    /// <exception cref="OperationCanceledException"/>
    public static ReadDocument Build(IReadOnlyList<PageLayout> pages, DocumentMetadata? metadata, IReadOnlyList<OutlineEntry> outline, CancellationToken cancellation)
    {
        var facts = DocumentFacts.Of(pages);
        var joiner = new LineJoiner(facts.Vocabulary);
        var furniture = FurnitureFinder.Find(pages, facts.BodySize);
        var blocks = pages.Select(page => Blocks(page, furniture[page.Page.Number], facts, joiner, cancellation)).ToList();
        BlockClassifier.Classify(blocks, pages, facts, outline, cancellation);
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i] = Arrange(blocks[i]);
        }

        var all = blocks.SelectMany(page => page).ToList();
        ParagraphJoiner.Join(all, joiner);
        TableJoiner.Join(all);
        all.RemoveAll(block => !block.IsFigure && block.Class != ElementClass.Table && block.Text.Length == 0);
        ParentFinder.Assign(all);
        return new ReadDocument([.. pages.Select(page => page.Page)], Elements(all, joiner)) { Metadata = metadata, Outline = outline };
    }

    private static List<Block> Blocks(PageLayout page, Dictionary<TextSegment, ElementClass> furniture, DocumentFacts facts, LineJoiner joiner, CancellationToken cancellation)
    {
        var blocks = new List<Block>();
        RegionClasses.Apply(page, furniture);
        foreach (var (segment, kind) in furniture.OrderBy(pair => pair.Key.Box.Top).ThenBy(pair => pair.Key.Box.Left))
        {
            blocks.Add(new Block(page.Page.Number, segment.Box)
            {
                Lines = [segment], Class = kind, Source = page.Page.Source, Text = segment.Text, Flow = -1,
                Region = PageRegion.Around(segment.Box, page.Regions), LayoutEngine = page.Page.LayoutEngine,
            });
        }

        var flows = FlowSorter.Sort(page with { Segments = [.. page.Segments.Where(segment => !furniture.ContainsKey(segment))] }, cancellation);
        for (var i = 0; i < flows.Count; i++)
        {
            blocks.AddRange(BlockBuilder.Build(page, flows[i], i, facts));
        }

        foreach (var block in blocks.Where(block => block.Table is null && block.Lines.Count > 0))
        {
            block.Text = block.IsFigure || block.IsListing
                ? string.Join('\n', block.Lines.Select(line => Indent(line, block)))
                : joiner.Join(block.Lines, block.ColumnRight);
        }

        return blocks;
    }

    /// <summary>Listings keep what their lines are moved in by.</summary>
    private static string Indent(TextSegment line, Block block)
    {
        if (!block.IsListing || block.IsFigure)
        {
            return line.Text;
        }

        var letters = block.Lines.Sum(other => other.Text.Length);
        var width = letters == 0 ? 0 : block.Lines.Sum(other => other.Box.Width) / letters;
        return width > 0 ? new string(' ', Math.Clamp((int)Math.Round((line.Box.Left - block.Box.Left) / width), 0, 80)) + line.Text : line.Text;
    }

    /// <summary>Heads first, notes after the text, feet last.</summary>
    private static List<Block> Arrange(List<Block> page)
        => [.. page.OrderBy(block => block switch
        {
            { Class: ElementClass.PageHeader } => 0,
            { IsFurniture: true } => block.Lines[0].Box.Top < page.Where(other => !other.IsFurniture).Select(other => other.Box.Top).DefaultIfEmpty(0).Min() ? 0 : 3,
            { Class: ElementClass.Footnote } => 2,
            _ => 1,
        })];

    private static List<DocumentElement> Elements(List<Block> blocks, LineJoiner joiner)
    {
        var ids = new Dictionary<Block, string>(blocks.Count);
        foreach (var block in blocks)
        {
            ids[block] = string.Create(CultureInfo.InvariantCulture, $"e{ids.Count + 1}");
        }

        return blocks.ConvertAll(block => ToElement(block, ids, joiner));
    }

    private static DocumentElement ToElement(Block block, Dictionary<Block, string> ids, LineJoiner joiner)
    {
        var heads = block.Table is null ? null : new TableHeads(block.Table);
        var cells = block.Table is { } table
            ? table.Cells.Select(cell => new TableCell(cell.Row, cell.Column, cell.RowSpan, cell.ColumnSpan, cell.Lines.Count == 0 ? "" : joiner.Join(RowsOf(cell), cell.Box.Right), heads!.IsHead(cell), cell.Box)).ToList()
            : null;
        var words = block.Lines.Concat(block.Table?.Cells.SelectMany(cell => cell.Lines) ?? []).SelectMany(line => line.Words).ToList();
        var letters = words.Sum(word => word.Text.Length);
        return new DocumentElement(
            ids[block],
            block.Page,
            block.Box,
            block.Class,
            cells is null ? block.Text : TableText(cells),
            letters == 0 ? block.Region?.Score ?? 1 : Math.Round(words.Sum(word => word.Confidence * word.Text.Length) / letters, 4),
            letters == 0 ? (block.Source == PageSource.Ocr ? ElementEngine.PpOcr : ElementEngine.TextLayer) : words.GroupBy(word => word.Engine).MaxBy(group => group.Sum(word => word.Text.Length))!.Key,
            block.Parent is { } parent ? ids.GetValueOrDefault(parent) : null)
        {
            Level = block.Level,
            Furniture = block.IsFurniture,
            Continues = [.. block.Rest.Select(rest => new ElementPlace(rest.Page, rest.Box))],
            Cells = cells,
            Layout = block is { Region: { } region, LayoutEngine: { } engine } ? new ElementLayout(engine, region.Score) : null,
        };
    }

    private static List<TextSegment> RowsOf(PageTableCell cell)
        => BorderlessTables.Rows(cell.Lines.Select(line => new SegmentItem(line)))
            .ConvertAll(row => row.Count == 1 ? ((SegmentItem)row[0]).Segment : new TextSegment([.. row.Cast<SegmentItem>().SelectMany(item => item.Segment.Words).OrderBy(word => word.Box.Left)]));

    private static string TableText(List<TableCell> cells)
    {
        var text = new StringBuilder();
        foreach (var row in cells.GroupBy(cell => cell.Row).OrderBy(row => row.Key))
        {
            text.Append(text.Length == 0 ? "" : "\n").AppendJoin('\t', row.OrderBy(cell => cell.Column).Select(cell => cell.Text));
        }

        return text.ToString();
    }
}

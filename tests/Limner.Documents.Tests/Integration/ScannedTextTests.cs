using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Tests.Integration;

public sealed class ScannedTextTests
{
    [Fact]
    public void Text_over_long_notes_is_no_heading()
    {
        var text = BlockOf(10, 100, "A line of text that stands alone");
        var notes = Enumerable.Range(1, 4).Select(at => BlockOf(8, 500 + (20 * at), at + " " + new string('n', 90))).ToList();
        Classify([text, .. notes], PageSource.Ocr);
        text.Class.ShouldBe(ElementClass.Paragraph);
        notes.ShouldAllBe(note => note.Class == ElementClass.Footnote);
    }

    [Fact]
    public void Scanned_text_among_printed_is_no_note_for_its_measured_size()
    {
        // Measured a tenth too small, as all of the scanned pages.
        var text = BlockOf(9, 600, "1 " + new string('t', 80));
        Classify([text], PageSource.TextLayer, [.. Enumerable.Range(0, 10).Select(at => BlockOf(9, 50 + (20 * at), new string('t', 80)))]);
        text.Class.ShouldNotBe(ElementClass.Footnote);
    }

    private static void Classify(List<Block> blocks, PageSource others, params Block[] scanned)
    {
        var layouts = new[] { LayoutOf(others, Enumerable.Range(0, 20).Select(at => BlockOf(10, 20 + (20 * at), new string('t', 90)))), LayoutOf(PageSource.Ocr, blocks.Concat(scanned)) };
        BlockClassifier.Classify([[], [.. scanned, .. blocks]], layouts, DocumentFacts.Of(layouts), [], default);
    }

    private static PageLayout LayoutOf(PageSource source, IEnumerable<Block> blocks)
        => new(new DocumentPage(1, 600, 800, 0, source, null)) { Segments = [.. blocks.SelectMany(block => block.Lines)] };

    private static Block BlockOf(double size, double top, string text)
    {
        var box = new PageBox(50, top, 400, top + size);
        var line = new TextSegment([new PageWord(box, text, new FontStyle(size, false, false, false, false), 1, ElementEngine.Tesseract)]);
        return new Block(2, box) { Lines = [line], Text = text, GapAbove = 0, Source = PageSource.Ocr, ColumnLeft = 50, ColumnRight = 500 };
    }
}

using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Tests.Integration;

public sealed class ScannedHeadingTests
{
    [Fact]
    public void Sizes_that_scatter_make_as_many_levels_as_there_are_kinds()
    {
        var blocks = new[] { 16.5, 13.5, 12.25, 15.25, 12.25, 12.75, 16, 13, 15, 12.5, 15.5, 12.25 }.Select(Heading).ToList();
        HeadingLevels.Assign(blocks, DocumentFacts.Of([]), new Dictionary<Block, int>(), default);
        blocks.Select(block => block.Level).ShouldBe([1, 2, 2, 1, 2, 2, 1, 2, 1, 2, 1, 2]);
    }

    [Fact]
    public void Kinds_that_differ_by_an_eighth_stay_apart()
    {
        var blocks = new[] { 12.2, 10.8, 12.1, 10.9, 12.3, 10.7 }.Select(Heading).ToList();
        HeadingLevels.Assign(blocks, DocumentFacts.Of([]), new Dictionary<Block, int>(), default);
        blocks.Select(block => block.Level).ShouldBe([1, 2, 1, 2, 1, 2]);
    }

    [Fact]
    public void A_dictionary_of_headwords_ends()
    {
        var blocks = Enumerable.Range(0, 50_000).Select(at => Heading(10 + (at % 3 * 2.5), at)).ToList();
        HeadingLevels.Assign(blocks, DocumentFacts.Of([]), new Dictionary<Block, int>(), default);
        blocks.Select(block => block.Level).Distinct().ShouldBe([3, 2, 1]);
    }

    [Fact]
    public void Who_gave_up_is_heard()
        => Should.Throw<OperationCanceledException>(() => HeadingLevels.Assign([Heading(10, 0), Heading(15, 1)], DocumentFacts.Of([]), new Dictionary<Block, int>(), new CancellationToken(canceled: true)));

    private static Block Heading(double size, int at)
    {
        var box = new PageBox(50, 100 + (50 * at), 200, 100 + (50 * at) + size);
        var line = new TextSegment([new PageWord(box, "Heading", new FontStyle(size, false, false, false, false), 1, ElementEngine.Tesseract)]);
        return new Block(1, box) { Lines = [line], Text = line.Text, Class = ElementClass.Heading, Source = PageSource.Ocr, ColumnLeft = 50, ColumnRight = 500 };
    }
}

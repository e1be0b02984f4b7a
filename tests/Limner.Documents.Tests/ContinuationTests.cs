namespace Limner.Documents.Tests;

/// <summary>What the end of a page divides.</summary>
public sealed class ContinuationTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private const string Letter = "/MediaBox [0 0 612 792]";
    private const string Full = "Some words of running text that fill a line of the page to its end or nearly so";

    [Fact]
    public async Task A_word_that_a_page_divides_becomes_whole()
    {
        var document = await reader.ReadAsync(SmallPdf.Write((Letter, Lines(300, Full, Full, Full, "Some words of running text that fill a line of the page until there is a docu-")), (Letter, Lines(720, "ment that goes on over here and ends.", "Another line that is long enough to be one of running text too."))));
        var paragraph = document.Elements.Single(element => element.Class == ElementClass.Paragraph && element.Text.StartsWith("Some", StringComparison.Ordinal));
        paragraph.Text.ShouldContain("until there is a document that goes on over here");
        paragraph.Continues.Single().Page.ShouldBe(2);
    }

    [Fact]
    public async Task A_paragraph_goes_on_behind_a_figure_and_notes_between()
    {
        var document = await reader.ReadAsync(SmallPdf.Write(
            (Letter, Lines(300, Full, Full, Full, "Some words of running text that fill a line of the page until there is the") + SmallPdf.Line("1 A note in smaller type at the foot.", 72, 80, size: 8)),
            (Letter, "0.4 g 72 560 300 160 re f 0.9 g 120 600 100 80 re f\n" + Lines(500, "rest of the sentence, which is long enough to fill the line and to go on to another", "line, where it ends."))));
        document.Elements.Single(element => element.Class == ElementClass.Paragraph).Text.ShouldContain("until there is the rest of the sentence");
        document.Elements.Single(element => element.Class == ElementClass.Figure).Page.ShouldBe(2);
        document.Elements.Single(element => element.Class == ElementClass.Footnote).Page.ShouldBe(1);
    }

    [Fact]
    public async Task A_paragraph_that_ends_with_its_page_does_not_go_on()
    {
        var document = await reader.ReadAsync(SmallPdf.Write((Letter, Lines(300, Full, Full, "It ends here.")), (Letter, Lines(720, Full, Full))));
        document.Elements.Count(element => element.Class == ElementClass.Paragraph).ShouldBe(2);
    }

    private static string Lines(double from, params string[] lines) => string.Concat(lines.Select((line, i) => SmallPdf.Line(line, 72, from - (14 * i))));
}

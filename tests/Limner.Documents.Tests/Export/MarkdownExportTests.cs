using Limner.Documents.Export;

namespace Limner.Documents.Tests.Export;

public sealed class MarkdownExportTests
{
    [Fact]
    public void Structure_becomes_markup()
        => MarkdownExport.Write(Document(
            Element(ElementClass.Title, "A title"),
            Element(ElementClass.Heading, "Part") with { Level = 2 },
            Element(ElementClass.ListItem, "• one") with { Level = 1 },
            Element(ElementClass.ListItem, "• deeper") with { Level = 2 },
            Element(ElementClass.PageNumber, "7") with { Furniture = true },
            Element(ElementClass.Code, "a ``` b"))).ShouldBe("# A title\n\n### Part\n\n- one\n   - deeper\n\n````\na ``` b\n````\n");

    [Fact]
    public void Text_that_looks_like_markup_is_escaped()
        => MarkdownExport.Write(Document(Element(ElementClass.Paragraph, "1. [x](y) <script> *a*"))).ShouldBe("1\\. \\[x\\](y) \\<script\\> \\*a\\*\n");

    [Fact]
    public void Tables_with_spans_are_html_and_others_are_not()
    {
        TableCell[] plain = [Cell(0, 0, "a"), Cell(0, 1, "b|c"), Cell(1, 0, "d"), Cell(1, 1, "e")];
        MarkdownExport.Write(Document(Element(ElementClass.Table, "") with { Cells = plain })).ShouldBe("| a | b\\|c |\n| --- | --- |\n| d | e |\n");
        TableCell[] spanned = [Cell(0, 0, "<b>") with { ColumnSpan = 2, Header = true }, Cell(1, 0, "d"), Cell(1, 1, "e")];
        MarkdownExport.Write(Document(Element(ElementClass.Table, "") with { Cells = spanned }))
            .ShouldBe("<table>\n<tr><th colspan=\"2\">&lt;b&gt;</th></tr>\n<tr><td>d</td><td>e</td></tr>\n</table>\n");
    }

    private static ReadDocument Document(params DocumentElement[] elements) => new([], elements);

    private static DocumentElement Element(ElementClass kind, string text) => new("e", 1, default, kind, text, 1, ElementEngine.TextLayer, null);

    private static TableCell Cell(int row, int column, string text) => new(row, column, 1, 1, text, false, default);
}

namespace Limner.Documents.Tests;

/// <summary>Two printed pages with everything on them (tests/assets/documents/columns.html), from the file to the elements.</summary>
public sealed class ReadingTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private IReadOnlyList<DocumentElement> Elements => reader.Columns.Elements;

    [Fact]
    public void Pages_have_their_size_and_source()
    {
        reader.Columns.Pages.Select(page => (page.Number, page.Source, page.Problem)).ShouldBe([(1, PageSource.TextLayer, null), (2, PageSource.TextLayer, null)]);
        reader.Columns.Pages.ShouldAllBe(page => page.Width == 612 && page.Height == 792);
    }

    [Fact]
    public void Columns_are_read_one_after_the_other_and_headings_have_their_level()
        => Elements.Where(element => element.Class is ElementClass.Title or ElementClass.Heading).Select(element => (element.Text, element.Level)).ShouldBe(
        [
            ("A Spanning Title Over Two Columns", null), ("1 Introduction", 1), ("1.1 Why order matters", 2), ("2 Methods", 1), ("3 Results over the page", 1), ("4 한국어 절", 1),
        ]);

    [Fact]
    public void Lists_have_their_marks_and_their_depth()
        => Elements.Where(element => element.Class == ElementClass.ListItem).Select(element => (element.Text, element.Level)).ShouldBe(
        [
            ("• first item of the list", 1), ("• second item that is long enough to wrap over the end of its line in a narrow column", 1), ("• nested item", 2), ("• third item", 1),
            ("1. One step", 1), ("2. Two steps", 1),
        ]);

    [Fact]
    public void A_ruled_table_has_its_cells_with_their_spans()
        => Elements.First(element => element.Class == ElementClass.Table).Cells.ShouldNotBeNull().Select(cell => (cell.Row, cell.Column, cell.RowSpan, cell.ColumnSpan, cell.Text)).ShouldBe(
        [
            (0, 0, 1, 1, "Name"), (0, 1, 1, 2, "Values"), (1, 0, 2, 1, "Alpha"), (1, 1, 1, 1, "1.5"), (1, 2, 1, 1, "2.5"), (2, 1, 1, 1, "3.5"), (2, 2, 1, 1, "4.5"),
            (3, 0, 1, 1, "Beta"), (3, 1, 1, 1, "7"), (3, 2, 1, 1, "8"),
        ]);

    [Fact]
    public void A_table_that_a_page_divides_is_one()
    {
        var table = Elements.Last(element => element.Class == ElementClass.Table);
        table.Text.ShouldBe("City\tPeople\tArea\nSeoul\t9,400,000\t605\nBusan\t3,300,000\t770\nIncheon north\t2,900,000\t1,066");
        (table.Page, table.Continues.Single().Page).ShouldBe((1, 2));
    }

    [Fact]
    public void A_caption_belongs_to_its_figure_and_a_note_to_its_mark()
    {
        var figure = Elements.Single(element => element.Class == ElementClass.Figure);
        figure.Text.ShouldBe("Chart label");
        Elements.Single(element => element.Class == ElementClass.Caption).ShouldSatisfyAllConditions(
            caption => caption.Text.ShouldBe("Figure 1. A chart with three bars."), caption => caption.Parent.ShouldBe(figure.Id));
        var note = Elements.Single(element => element.Class == ElementClass.Footnote);
        note.Text.ShouldBe("1 The note at the foot of the page.");
        Elements.Single(element => element.Id == note.Parent).Text.ShouldStartWith("A sentence with a mark1 in it.");
    }

    [Fact]
    public void A_listing_keeps_its_lines()
        => Elements.Single(element => element.Class == ElementClass.Code).Text.ShouldBe("for (int i = 0; i < 10; i++)\n{\n    sum += i;\n}");

    [Fact]
    public void Heads_feet_and_page_numbers_are_furniture()
    {
        Elements.Where(element => element.Class == ElementClass.PageNumber).Select(element => element.Text).ShouldBe(["1/2", "2/2"]);
        Elements.Where(element => element.Furniture).Select(element => element.Class).ShouldBe(
        [
            ElementClass.PageHeader, ElementClass.PageFooter, ElementClass.PageNumber, ElementClass.PageHeader, ElementClass.PageFooter, ElementClass.PageNumber,
        ]);
    }

    [Fact]
    public void Json_comes_back_as_it_went()
    {
        using var json = new MemoryStream();
        System.Text.Json.JsonSerializer.Serialize(json, reader.Columns, DocumentJson.Options);
        var back = DocumentJson.Read(json.ToArray());
        back.Elements.Select(element => (element.Id, element.Class, element.Text)).ShouldBe(Elements.Select(element => (element.Id, element.Class, element.Text)));
        System.Text.Encoding.UTF8.GetString(json.ToArray()).ShouldContain("\"class\":\"list_item\"");
    }

    [Fact]
    public async Task A_picture_of_a_page_is_recognised()
    {
        var document = await reader.ReadAssetAsync("ocr/short-latin.png");
        document.Pages.Single().Source.ShouldBe(PageSource.Ocr);
        var expected = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "assets", "ocr", "short-latin.txt"))).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var words = string.Join(' ', document.Elements.Select(element => element.Text)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        expected.Count(word => words.Contains(word, StringComparer.Ordinal)).ShouldBeGreaterThan(expected.Length * 8 / 10);
        document.Elements.ShouldAllBe(element => element.Engine == ElementEngine.PpOcr && element.Confidence > 0.5);
    }
}

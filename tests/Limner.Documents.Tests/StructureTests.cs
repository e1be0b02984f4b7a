namespace Limner.Documents.Tests;

/// <summary>What the file itself says: outline, names of pages, metadata.</summary>
public sealed class StructureTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    private static readonly (string, string)[] Pages =
    [
        (Letter, Heading("First things") + Body(700)), (Letter, Heading("Second things") + SmallPdf.Line("Deeper things", 72, 640) + Body(600)), (Letter, Body(700)),
    ];

    [Fact]
    public async Task The_outline_names_headings_and_their_levels()
    {
        // Set like the text around it, "Deeper things" is a heading because the outline says so.
        var document = await reader.ReadAsync(SmallPdf.Write(Pages, new()
        {
            Catalog = "/Outlines 10 0 R",
            Objects =
            [
                "<< /Type /Outlines /First 11 0 R /Last 12 0 R /Count 3 >>",
                $"<< /Title (First things) /Parent 10 0 R /Next 12 0 R /Dest [{SmallPdf.PageObject(0)} 0 R /Fit] >>",
                $"<< /Title (Second things) /Parent 10 0 R /Prev 11 0 R /First 13 0 R /Last 13 0 R /Count 1 /Dest [{SmallPdf.PageObject(1)} 0 R /Fit] >>",
                $"<< /Title (1.1 Deeper things) /Parent 12 0 R /Dest [{SmallPdf.PageObject(1)} 0 R /Fit] >>",
            ],
        }));
        document.Outline.ShouldBe([new("First things", 1, 1), new("Second things", 1, 2), new("1.1 Deeper things", 2, 2)]);
        document.Elements.Where(element => element.Class is ElementClass.Heading or ElementClass.Title).Select(element => (element.Text, element.Level)).ShouldBe([("First things", 1), ("Second things", 1), ("Deeper things", 2)]);
    }

    [Fact]
    public async Task An_outline_that_goes_in_circles_ends()
    {
        var document = await reader.ReadAsync(SmallPdf.Write(Pages, new()
        {
            Catalog = "/Outlines 10 0 R",
            Objects = ["<< /Type /Outlines /First 11 0 R /Last 12 0 R >>", "<< /Title (One) /Parent 10 0 R /Next 12 0 R /First 12 0 R >>", "<< /Title (Two) /Parent 10 0 R /Next 11 0 R /First 11 0 R >>"],
        }));
        document.Pages.Count.ShouldBe(3);
        document.Outline.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Pages_have_the_names_that_the_document_gives_them()
        => (await reader.ReadAsync(SmallPdf.Write(Pages, new() { Catalog = "/PageLabels << /Nums [0 << /S /r /St 3 >> 1 << /S /D /P (A-) >>] >>" }))).Pages.Select(page => page.Label)
            .ShouldBe(["iii", "A-1", "A-2"]);

    [Fact]
    public async Task Metadata_is_what_the_file_says()
    {
        var document = await reader.ReadAsync(SmallPdf.Write(Pages, new()
        {
            Trailer = "/Info 10 0 R",
            Objects = ["<< /Title (A title) /Author (Somebody) /Keywords (one, two) /Producer (A program) /CreationDate (D:20240102030405Z) >>"],
        }));
        document.Metadata.ShouldNotBeNull().ShouldSatisfyAllConditions(
            metadata => metadata.Title.ShouldBe("A title"), metadata => metadata.Author.ShouldBe("Somebody"), metadata => metadata.Keywords.ShouldBe("one, two"),
            metadata => metadata.Producer.ShouldBe("A program"), metadata => metadata.CreatedAt.ShouldNotBeNull().ShouldStartWith("2024-01-02"));
    }

    private static string Heading(string text) => SmallPdf.Line(text, 72, 740, size: 20);

    private static string Body(double from)
        => string.Concat(Enumerable.Range(0, 8).Select(line => SmallPdf.Line("Some words of running text that fill a line of the page to its end or nearly", 72, from - (14 * line))));
}

using Limner.Testing;
using Limner.Testing.Documents;

namespace Limner.Documents.Tests;

/// <summary>Documents of known truth (tests/assets/documents/README.md): the figures over many more are those of <c>bench/run.sh documents</c>.</summary>
public sealed class TruthTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private const string Journal = "journal-columns-mixed-2";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "assets", "documents");

    public static TheoryData<string> Names => new(Directory.EnumerateFiles(Folder, "*.truth.json").Select(file => Path.GetFileName(file)[..^".truth.json".Length]).Where(name => name != Journal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_printed_document_is_read_in_order_with_its_headings_and_tables(string name)
    {
        var truth = LayoutDocument.Read(await File.ReadAllBytesAsync(Path.Combine(Folder, name + ".truth.json")));
        var read = await ReadAsync(name);
        ReadingOrder.Tau(truth, Text(read)).Tau.ShouldBeGreaterThanOrEqualTo(0.97);
        HeadingScore.Of(truth, read).F1WithLevels.ShouldBeGreaterThanOrEqualTo(0.9);
        foreach (var table in truth.Elements.Where(element => element.Cells is not null))
        {
            read.Elements.Where(element => element.Cells is not null).Max(element => TableSimilarity.Of(table.Cells!, element.Cells!)).ShouldBeGreaterThanOrEqualTo(table.Ruled == true ? 0.95 : 0.5);
        }
    }

    [Fact]
    [Trait("run", "full")]
    public async Task Twelve_pages_in_two_columns_and_two_languages_with_a_scan_in_the_middle_are_read_from_first_to_last()
    {
        var truth = LayoutDocument.Read(await File.ReadAllBytesAsync(Path.Combine(Folder, Journal + ".truth.json")));
        var document = await reader.ReadAssetAsync($"documents/{Journal}.pdf", ["kor", "eng"]);
        document.Pages.Select(page => (page.Source, page.Problem)).ShouldBe(Enumerable.Range(1, 12).Select(page => (page == 7 ? PageSource.Ocr : PageSource.TextLayer, (string?)null)));
        var order = ReadingOrder.Tau(truth, Text(Convert(document)));
        order.Tau.ShouldBeGreaterThanOrEqualTo(0.99);
        order.Found.ShouldBeGreaterThanOrEqualTo(order.Blocks * 98 / 100);
        document.Elements.Count(element => element.Class == ElementClass.Table).ShouldBe(truth.Elements.Count(element => element.Class == "table"));
    }

    private async Task<LayoutDocument> ReadAsync(string name) => Convert(await reader.ReadAssetAsync($"documents/{name}.pdf"));

    /// <summary>Through the JSON, which both have in common.</summary>
    private static LayoutDocument Convert(ReadDocument document) => LayoutDocument.Read(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Options));

    private static string Text(LayoutDocument document) => string.Join('\n', document.Elements.Where(element => element.Class != "figure").Select(element => element.Text));
}

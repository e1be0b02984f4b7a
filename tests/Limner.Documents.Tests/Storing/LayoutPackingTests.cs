using System.Text.Json;
using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Storing;

namespace Limner.Documents.Tests.Storing;

/// <summary>A document is put together from pages that were kept: what comes out must not depend on that.</summary>
public sealed class LayoutPackingTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    [Theory]
    [InlineData("columns.pdf")]
    [InlineData("table-ruled-spans-en-1.pdf")]
    [InlineData("floats-en-1.pdf")]
    [InlineData("two-columns-ko-1.pdf")]
    public async Task A_document_of_kept_pages_is_the_document(string name)
    {
        var layouts = await reader.LayOutAsync($"documents/{name}");
        var packed = layouts.ConvertAll(LayoutPacking.Pack);
        Write(packed.ConvertAll(LayoutPacking.Unpack)).ShouldBe(Write(layouts));

        // A page of text is kept in some kilobytes.
        packed.Max(page => page.Length).ShouldBeLessThan(60_000);
    }

    [Fact]
    public void What_is_no_page_is_no_page() => Should.Throw<InvalidDataException>(() => LayoutPacking.Unpack([1, 2, 3]));

    private static string Write(IReadOnlyList<PageLayout> pages) => JsonSerializer.Serialize(DocumentBuilder.Build(pages, metadata: null, [], CancellationToken.None), DocumentJson.Options);
}

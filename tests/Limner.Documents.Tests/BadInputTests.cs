using Limner.Kernel.Errors;

namespace Limner.Documents.Tests;

/// <summary>What people send that is no good document, or not what it seems.</summary>
public sealed class BadInputTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("just some text", "document_format_unsupported")]
    [InlineData("%PDF-1.7\nand nothing of a PDF after it", "document_damaged")]
    public async Task What_is_no_document_is_refused_by_name(string content, string code)
        => (await Should.ThrowAsync<LimnerException>(() => reader.ReadAsync(System.Text.Encoding.ASCII.GetBytes(content)))).Failure.Error.Code.ShouldBe(code);

    [Fact]
    public async Task A_locked_document_needs_its_password()
    {
        (await FailAsync(null)).ShouldBe("pdf_password_required");
        (await FailAsync("key 열쇠")).ShouldBe("pdf_password_wrong");
        (await reader.ReadAssetAsync("documents/locked.pdf", "열쇠 key")).Elements.Single().Text.ShouldBe("Behind the lock");

        async Task<string> FailAsync(string? password)
            => (await Should.ThrowAsync<LimnerException>(() => reader.ReadAssetAsync("documents/locked.pdf", password))).Failure.Error.Code;
    }

    [Fact]
    public async Task A_document_with_more_pages_than_the_limit_is_refused()
        => (await Should.ThrowAsync<LimnerException>(() => reader.ReadAsync(SmallPdf.Write([.. Enumerable.Repeat((Letter, ""), 41)])))).Failure.Error.ShouldBe(ErrorCatalogue.DocumentTooLong);

    [Fact]
    public async Task A_page_too_large_to_draw_fails_alone()
    {
        var document = await reader.ReadAsync(SmallPdf.Write(
            (Letter, SmallPdf.Line("Before it", 72, 600)), ("/MediaBox [0 0 15000 15000]", SmallPdf.Line("Huge", 72, 600)), (Letter, SmallPdf.Line("After it", 72, 600))));
        document.Pages.Select(page => page.Problem).ShouldBe([null, "page_too_large", null]);
        document.Elements.Select(element => (element.Page, element.Text)).ShouldBe([(1, "Before it"), (3, "After it")]);
    }

    [Fact]
    public async Task Text_that_nobody_sees_is_left_out_and_counted()
    {
        var document = await reader.ReadAsync(SmallPdf.Write(
            ("/MediaBox [0 0 612 792] /CropBox [0 0 612 700]", SmallPdf.Line("Plain to see for everybody who reads it", 72, 600) + SmallPdf.Line("White on white", 72, 500, grey: 1) + SmallPdf.Line("Cut off", 72, 750))));
        document.Elements.Single().Text.ShouldBe("Plain to see for everybody who reads it");
        document.Pages.Single().HiddenWords.ShouldBe(5);
    }

    [Fact]
    public async Task A_turned_page_is_read_upright()
    {
        // Rotate says how the viewer turns the page; the text runs up the unturned one.
        var document = await reader.ReadAsync(SmallPdf.Write(("/MediaBox [0 0 612 792] /Rotate 90", "BT /F1 12 Tf 0 1 -1 0 100 100 Tm (Turned by ninety degrees) Tj ET")));
        var page = document.Pages.Single();
        (page.Width, page.Height, page.Rotation).ShouldBe((792, 612, 90));
        var element = document.Elements.Single();
        element.Text.ShouldBe("Turned by ninety degrees");
        element.Box.Width.ShouldBeGreaterThan(5 * element.Box.Height);
    }

    [Fact]
    public async Task Pages_without_anything_are_pages_all_the_same()
    {
        var document = await reader.ReadAsync(SmallPdf.Write((Letter, ""), (Letter, "")));
        document.Pages.Count.ShouldBe(2);
        document.Pages.ShouldAllBe(page => page.Problem == null);
        document.Elements.ShouldBeEmpty();
    }
}

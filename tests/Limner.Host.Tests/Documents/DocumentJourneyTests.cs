using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Documents;

/// <summary>Documents that people send, over HTTP, with the real programs.</summary>
public sealed class DocumentJourneyTests(DocumentApp shared) : IClassFixture<DocumentApp>
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    private HttpClient Client => shared.App.Client;

    [Fact]
    public async Task A_document_is_read_page_by_page_found_by_its_words_written_out_and_deleted()
    {
        var (id, document) = await Client.ReadDocumentAsync(Asset("columns.pdf"), "../columns.pdf");
        ((string?)document["state"], (string?)document["name"], (int)document["page_count"]!, (int)document["pages_read"]!).ShouldBe(("read", "columns.pdf", 2, 2));

        var page = await Client.GetDocumentAsync(id, "/pages/1");
        ((bool)page["is_final"]!, (double)page["width"]!, (double)page["height"]!).ShouldBe((true, 612, 792));
        var title = page["elements"]!.AsArray().First(element => (string?)element!["class"] == "title")!;
        ((string)title["text"]!, title["boxes"]!.AsArray().Count).ShouldBe(("A Spanning Title Over Two Columns", 1));

        // Words of a page lead to the document and the page; words that stand on no one page together lead nowhere.
        var found = (await Client.SendAsync(HttpMethod.Get, "/api/v1/documents?q=spanning%20titl", null, HttpStatusCode.OK))["items"]!.AsArray();
        var hit = found.Single(item => (string?)item!["id"] == id)!["hits"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)hit["page"]!, (string)hit["excerpt"]!).ShouldBe((1, "A Spanning Title Over Two Columns"));
        (await Client.SendAsync(HttpMethod.Get, "/api/v1/documents?q=spanning%20zebra", null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();

        (await Client.GetStringAsync($"/api/v1/documents/{id}/export?format=markdown")).ShouldStartWith("# A Spanning Title Over Two Columns\n");
        (await Client.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldStartWith("A Spanning Title Over Two Columns\n");
        JsonNode.Parse(await Client.GetStringAsync($"/api/v1/documents/{id}/export"))!["pages"]!.AsArray().Count.ShouldBe(2);
        using var picture = await Client.GetAsync($"/api/v1/documents/{id}/pages/2/picture?size=small&v=1");
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        (picture.Headers.CacheControl!.Private, picture.Headers.CacheControl.Extensions.Any(extension => extension.Name == "immutable")).ShouldBe((true, true));

        var directories = Directory.GetDirectories(Path.Combine(shared.App.DataDirectory, "documents")).Length;
        await Client.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}", null, HttpStatusCode.NoContent);
        await Client.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}", null, HttpStatusCode.NotFound);
        Directory.GetDirectories(Path.Combine(shared.App.DataDirectory, "documents")).Length.ShouldBe(directories - 1);
        (await Client.SendAsync(HttpMethod.Get, "/api/v1/documents?q=spanning", null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_locked_document_asks_for_its_password_which_is_kept_nowhere()
    {
        const string Password = "열쇠 key";
        var (id, document) = await Client.ReadDocumentAsync(Asset("locked.pdf"), "locked.pdf");
        ((string?)document["state"], (string?)document["error"]!["code"], (bool)document["is_encrypted"]!).ShouldBe(("failed", "pdf_password_required", true));

        await Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { password = "key 열쇠" }, HttpStatusCode.Accepted);
        ((string?)(await Client.EndedAsync(id))["error"]!["code"]).ShouldBe("pdf_password_wrong");

        await Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { password = Password }, HttpStatusCode.Accepted);
        ((string?)(await Client.EndedAsync(id))["state"]).ShouldBe("read");
        (await Client.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldBe("Behind the lock\n");

        // The page can be looked at although nobody could draw it now; reading it another way needs the password again.
        (await Client.GetByteArrayAsync($"/api/v1/documents/{id}/pages/1/picture")).Length.ShouldBeGreaterThan(100);
        await Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/pages/1/read", new { engine = "ocr" }, HttpStatusCode.Accepted);
        ((string?)(await Client.EndedAsync(id))["error"]!["code"]).ShouldBe("pdf_password_required");

        var secret = Encoding.UTF8.GetBytes(Password);
        var escaped = Encoding.ASCII.GetBytes("\\uC5F4\\uC1E0 key");
        foreach (var path in Directory.EnumerateFiles(shared.App.DataDirectory, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "limner.lock"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await file.CopyToAsync(content);
            var bytes = content.ToArray();
            (bytes.AsSpan().IndexOf(secret) < 0 && bytes.AsSpan().IndexOf(escaped) < 0).ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task A_bad_page_fails_alone_with_its_reason()
    {
        var (id, document) = await Client.ReadDocumentAsync(SmallPdf.Write(
            (Letter, SmallPdf.Line("Before it", 72, 600)), ("/MediaBox [0 0 15000 15000]", SmallPdf.Line("Huge", 72, 600)), (Letter, SmallPdf.Line("After it", 72, 600))));
        ((string?)document["state"], (int)document["pages_read"]!, (int)document["pages_failed"]!).ShouldBe(("read", 2, 1));
        var pages = (await Client.GetDocumentAsync(id))["pages"]!.AsArray();
        pages.Select(page => (string?)page!["state"]).ShouldBe(["read", "failed", "read"]);
        ((string?)pages[1]!["error"]!["code"]).ShouldBe("page_too_large");
        ((string?)(await Client.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}/pages/2/picture", null, HttpStatusCode.UnprocessableEntity))["code"]).ShouldBe("page_too_large");
        (await Client.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldBe("Before it\n\nAfter it\n");
    }

    [Fact]
    public async Task Pages_are_chosen_and_one_is_read_again_by_another_engine()
    {
        var (id, document) = await Client.ReadDocumentAsync(
            SmallPdf.Write([.. Enumerable.Range(1, 4).Select(page => (Letter, SmallPdf.Line($"This is what page {page} says.", 72, 600, size: 24)))]), fields: [("pages", "2-3,9-"), ("engine", "text_layer")]);
        ((int)document["page_count"]!, (int)document["pages_chosen"]!).ShouldBe((4, 2));
        (await Client.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldBe("This is what page 2 says.\n\nThis is what page 3 says.\n");
        await Client.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}/pages/1", null, HttpStatusCode.NotFound);

        await Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/pages/3/read", new { engine = "ocr", dpi = 100, language = "eng" }, HttpStatusCode.Accepted);
        ((string?)(await Client.EndedAsync(id))["state"]).ShouldBe("read");
        var again = await Client.GetDocumentAsync(id, "/pages/3");
        ((string?)again["source"], (string?)again["options"]!["engine"], (int)again["options"]!["dpi"]!).ShouldBe(("ocr", "ocr", 100));
        ((string)again["elements"]![0]!["text"]!).ShouldStartWith("This is what page 3 says");
        ((string?)(await Client.GetDocumentAsync(id, "/pages/2"))["source"]).ShouldBe("text_layer");
    }

    [Fact]
    public async Task A_picture_of_the_library_is_read_as_a_page()
    {
        var directory = shared.App.Directory.Combine("pictures");
        Directory.CreateDirectory(directory);
        ManyPictures.Place(Path.Combine(directory, "page.png"), ManyPictures.Gradient(7));
        await shared.App.AddFolderAsync(directory);
        var images = await shared.App.WaitUntilAsync("/api/v1/images?q=page", answer => answer["items"]!.AsArray().Count == 1);
        var sent = await Client.SendDocumentAsync(HttpStatusCode.Accepted, file: null, fields: [("image", (string)images["items"]![0]!["id"]!)]);
        var document = await Client.EndedAsync((string)sent["document"]!["id"]!);
        ((string?)document["name"], (string?)document["kind"], (string?)document["state"], (int)document["page_count"]!).ShouldBe(("page.png", "picture", "read", 1));
    }

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("just some text", "document_format_unsupported")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "document_format_unsupported")]
    public async Task What_is_no_document_is_refused_at_once_and_leaves_nothing(string content, string code)
    {
        var before = Directory.Exists(Path.Combine(shared.App.DataDirectory, "documents")) ? Directory.GetDirectories(Path.Combine(shared.App.DataDirectory, "documents")).Length : 0;
        ((string?)(await Client.SendDocumentAsync(HttpStatusCode.UnprocessableEntity, Encoding.ASCII.GetBytes(content)))["code"]).ShouldBe(code);
        (Directory.Exists(Path.Combine(shared.App.DataDirectory, "documents")) ? Directory.GetDirectories(Path.Combine(shared.App.DataDirectory, "documents")).Length : 0).ShouldBe(before);
    }

    [Theory]
    [InlineData("%PDF-1.7\nand nothing of a PDF after it", "document_damaged")]
    [InlineData("II*\0\u0008\0\0\0\u0001\0", "file_corrupt")]
    public async Task What_turns_out_to_be_damaged_fails_with_its_reason(string content, string code)
    {
        var (_, document) = await Client.ReadDocumentAsync(Encoding.Latin1.GetBytes(content));
        ((string?)document["state"], (string?)document["error"]!["code"]).ShouldBe(("failed", code));
    }

    [Fact]
    public async Task A_picture_whose_pages_go_round_in_a_circle_comes_to_an_end()
    {
        var (_, document) = await Client.ReadDocumentAsync(Tiff(firstIsNextOfLast: true, (1, 1)), "loop.tif");
        ((string)document["state"]!).ShouldBeOneOf("read", "failed");
        (document["page_count"] is null || (int)document["page_count"]! == 1).ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_of_a_picture_that_would_fill_the_memory_fails_before_it_is_unpacked()
    {
        var (id, document) = await Client.ReadDocumentAsync(Tiff(firstIsNextOfLast: false, (64, 64), (60_000, 60_000), (64, 64)), "bomb.tif");
        ((string?)document["state"], (int)document["pages_read"]!, (int)document["pages_failed"]!).ShouldBe(("read", 2, 1));
        var pages = (await Client.GetDocumentAsync(id))["pages"]!.AsArray();
        pages.Select(page => (string?)page!["state"]).ShouldBe(["read", "failed", "read"]);
        ((string?)pages[1]!["error"]!["code"]).ShouldBe("file_too_many_pixels");
    }

    [Fact]
    public async Task A_picture_of_more_pages_than_are_allowed_is_refused()
    {
        var (_, document) = await Client.ReadDocumentAsync(Tiff(firstIsNextOfLast: false, [.. Enumerable.Repeat((1, 1), DocumentApp.MaxPages + 1)]), "long.tif");
        ((string?)document["state"], (string?)document["error"]!["code"]).ShouldBe(("failed", "document_too_long"));
    }

    [Fact]
    public async Task Documents_beyond_the_limits_are_refused()
    {
        var (_, document) = await Client.ReadDocumentAsync(SmallPdf.Write([.. Enumerable.Repeat((Letter, ""), DocumentApp.MaxPages + 1)]));
        ((string?)document["state"], (string?)document["error"]!["code"]).ShouldBe(("failed", "document_too_long"));
        var large = new byte[(1 << 20) + 1];
        Encoding.ASCII.GetBytes("%PDF-1.7\n").CopyTo(large, 0);
        ((string?)(await Client.SendDocumentAsync(HttpStatusCode.RequestEntityTooLarge, large))["code"]).ShouldBe("file_too_large");
    }

    [Theory]
    [InlineData("dpi", "20")]
    [InlineData("dpi", "many")]
    [InlineData("scale", "9")]
    [InlineData("engine", "magic")]
    [InlineData("pages", "3-1")]
    [InlineData("language", "../../etc")]
    [InlineData("colour", "blue")]
    public async Task A_choice_that_is_none_is_named(string field, string value)
    {
        var problem = await Client.SendDocumentAsync(HttpStatusCode.BadRequest, SmallPdf.Write((Letter, "")), fields: [(field, value)]);
        (string.Join(',', problem["errors"]!.AsObject().Select(error => error.Key)), (string?)problem["code"]).ShouldBe((field, "validation"));
    }

    private static byte[] Asset(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "assets", "documents", name));

    /// <summary>Pages of these widths and heights, grey, uncompressed, all of them with the same white strip of at most 64 x 64 pixels (TIFF 6.0).</summary>
    private static byte[] Tiff(bool firstIsNextOfLast, params (int Width, int Height)[] pages)
    {
        const int Strip = 64 * 64;
        const int Header = 8;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("II*\0"u8);
        writer.Write((uint)(Header + Strip));
        writer.Write(Enumerable.Repeat(byte.MaxValue, Strip).ToArray());
        for (var page = 0; page < pages.Length; page++)
        {
            var (width, height) = pages[page];
            (ushort Tag, ushort Type, uint Value)[] entries =
            [
                (256, 4, (uint)width), (257, 4, (uint)height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, Header), (277, 3, 1), (278, 4, (uint)height), (279, 4, (uint)Math.Min(Strip, (long)width * height)),
            ];
            writer.Write((ushort)entries.Length);
            foreach (var (tag, type, value) in entries)
            {
                writer.Write(tag);
                writer.Write(type);
                writer.Write(1u);
                writer.Write(value);
            }

            var isLast = page == pages.Length - 1;
            writer.Write(!isLast ? (uint)bytes.Length + 4 : firstIsNextOfLast ? Header + Strip : 0u);
        }

        return bytes.ToArray();
    }
}

/// <summary>A server with small limits.</summary>
public sealed class DocumentApp : SharedApp
{
    public const int MaxPages = 30;

    protected override bool IsSignedIn => true;

    protected override LimnerAppOptions Options => new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["documents.max_pages"] = "30", ["documents.max_file_size_mb"] = "1", ["tagging.detect_objects"] = "false", ["security.enable_rate_limiting"] = "false",
        },
    };
}

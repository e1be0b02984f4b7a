using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.Data.Sqlite;

namespace Limner.Host.Tests.Documents;

/// <summary>Pages of documents that look like pictures, and pictures that look like pages, by the real detector.</summary>
public sealed class PageLikenessTests : IAsyncLifetime
{
    private const string Letter = "/MediaBox [0 0 612 792]";
    private static readonly byte[] Coffee = File.ReadAllBytes(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"));
    private LimnerApp _app = null!;
    private bool _vectors = true;

    public async Task InitializeAsync() => _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Prepare = Configure });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_page_that_shows_a_photograph_is_found_by_it_and_finds_it()
    {
        await AddFolderAsync("pictures", ("coffee.jpg", Coffee), ("flat.png", ManyPictures.Gradient(3)));
        var (id, document) = await _app.Client.ReadDocumentAsync(Album(), "album.pdf");
        ((string?)document["state"], (int)document["pages_read"]!).ShouldBe(("read", 3));
        var coffee = await IdAsync("coffee.jpg");

        // By an image, by a picture that is only shown, and by both ways of naming the page.
        var similar = await _app.GetAsync($"/api/v1/images/{coffee}/similar");
        Pages(similar).Count.ShouldBe(3);
        Pages(similar)[0].ShouldBe((id, 2));
        var best = similar["pages"]![0]!;
        ((string)best["page"]!["name"]!, (int)best["page"]!["revision"]!, (double)best["score"]! > 0.9).ShouldBe(("album.pdf", (int)document["revision"]!, true));
        ((double)similar["pages"]![1]!["score"]!).ShouldBeLessThan(0.5);
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar?threshold=0.9")).ShouldBe([(id, 2)]);
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar?limit=1")).ShouldBe([(id, 2)]);
        var like = await ShowAsync(_app.Client, Coffee);
        Pages(await _app.GetAsync($"/api/v1/search/similar?like={like}"))[0].ShouldBe((id, 2));
        foreach (var path in new[] { $"documents/{id}/pages/2/similar", $"search/similar?like={id}.2" })
        {
            var toPage = await _app.GetAsync($"/api/v1/{path}");
            ((string)toPage["items"]![0]!["image"]!["name"]!, toPage["items"]!.AsArray().Count).ShouldBe(("coffee.jpg", 2));
            Pages(toPage).Order().ShouldBe([(id, 1), (id, 3)]);
        }

        // Filters are about images: of pages nobody knows whether they fit.
        var filtered = await _app.GetAsync($"/api/v1/documents/{id}/pages/2/similar?to=1900-01-01");
        (filtered["items"]!.AsArray().Count, Pages(filtered).Count).ShouldBe((0, 0));

        foreach (var path in new[] { $"documents/{id}/pages/4/similar", "documents/doc_zzzz/pages/1/similar", "documents/nonsense/pages/1/similar", $"search/similar?like={id}.9", $"search/similar?like={id}.0" })
        {
            ((string)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.NotFound))["code"]!).ShouldBe("not_found", path);
        }

        foreach (var term in new[] { id, $"{id}.", $"{id}.-1", $"{id}.x", $"{id}.99999999999", ".1" })
        {
            ((string)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/search/similar?like={term}", null, HttpStatusCode.BadRequest))["field"]!).ShouldBe("like", term);
        }

        // Read again it is there once, forgotten not at all.
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/pages/2/read", new { engine = "text_layer" }, HttpStatusCode.Accepted);
        await _app.Client.EndedAsync(id);
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar")).Count(page => page == (id, 2)).ShouldBe(1);
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/read", new { anew = true, pages = "1,3" }, HttpStatusCode.Accepted);
        await _app.Client.EndedAsync(id);
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar")).Order().ShouldBe([(id, 1), (id, 3)]);
        (await StrayAsync()).ShouldBe((2, 0));
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}", null, HttpStatusCode.NoContent);
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar")).ShouldBeEmpty();
        (await StrayAsync()).ShouldBe((0, 0));

        // The numbers of pages that went are given anew: what is found by them now is the new page.
        var (next, _) = await _app.Client.ReadDocumentAsync(SmallPdf.Write((Letter, SmallPdf.Line("Nothing but words", 72, 600))), "words.pdf");
        var after = await _app.GetAsync($"/api/v1/images/{coffee}/similar");
        Pages(after).ShouldBe([(next, 1)]);
        ((double)after["pages"]![0]!["score"]!).ShouldBeLessThan(0.5);
    }

    [Fact]
    public async Task People_find_pages_of_what_they_see_alone()
    {
        using var ben = await _app.InviteAsync("ben", "member");
        Directory.CreateDirectory(_app.Directory.Combine("papers"));
        await File.WriteAllBytesAsync(_app.Directory.Combine("papers", "album.pdf"), Album());
        var folder = await AddFolderAsync("papers", ("coffee.jpg", Coffee));
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/documents", new { read = true }, HttpStatusCode.OK);
        var shared = (string)(await _app.WaitUntilAsync("/api/v1/documents?state=read", answer => answer["items"]!.AsArray().Count == 1))["items"]![0]!["id"]!;
        var (sent, _) = await _app.Client.ReadDocumentAsync(Album(), "mine.pdf");
        var like = await ShowAsync(ben, Coffee);
        var (alike, words) = ($"/api/v1/search/similar?like={like}", "/api/v1/search/pages?q=harbour");
        Pages(await ben.SendAsync(HttpMethod.Get, alike, null, HttpStatusCode.OK)).ShouldBeEmpty();
        Pages(await ben.SendAsync(HttpMethod.Get, words, null, HttpStatusCode.OK), "items").ShouldBeEmpty();
        foreach (var id in new[] { shared, sent })
        {
            await ben.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}/pages/2/similar", null, HttpStatusCode.NotFound);
            await ben.SendAsync(HttpMethod.Get, $"/api/v1/search/similar?like={id}.2", null, HttpStatusCode.NotFound);
        }

        await _app.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/shares", new { everyone = "view", people = Array.Empty<object>() }, HttpStatusCode.OK);
        var seen = Pages(await ben.SendAsync(HttpMethod.Get, alike, null, HttpStatusCode.OK));
        (seen[0], seen.TrueForAll(page => page.Document == shared)).ShouldBe(((shared, 2), true));
        Pages(await ben.SendAsync(HttpMethod.Get, words, null, HttpStatusCode.OK), "items").ShouldBe([(shared, 1)]);
        Pages(await ben.SendAsync(HttpMethod.Get, $"/api/v1/documents/{shared}/pages/2/similar", null, HttpStatusCode.OK)).Order().ShouldBe([(shared, 1), (shared, 3)]);
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/shares", new { people = Array.Empty<object>() }, HttpStatusCode.OK);
        Pages(await ben.SendAsync(HttpMethod.Get, alike, null, HttpStatusCode.OK)).ShouldBeEmpty();

        // A folder that goes takes the pages of its documents along.
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/folders/{folder}", null, HttpStatusCode.NoContent);
        (await StrayAsync()).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Pages_read_before_get_their_vectors_by_the_job_and_a_lost_index_is_made_anew()
    {
        await RestartAsync(vectors: false);
        await AddFolderAsync("pictures", ("coffee.jpg", Coffee));
        var (id, _) = await _app.Client.ReadDocumentAsync(Album(), "album.pdf");
        (await StrayAsync()).ShouldBe((0, 0));
        await RestartAsync(vectors: true);
        static bool IsDone(JsonNode? job) => (string?)job!["kind"] == "embed_pictures" && (string?)job["state"] == "succeeded";
        var jobs = await _app.WaitUntilAsync("/api/v1/jobs", answer => answer["items"]!.AsArray().Any(IsDone));
        var job = jobs["items"]!.AsArray().Single(IsDone)!;
        ((int)job["done"]!, (int)job["failed"]!, (int)job["total"]!).ShouldBe((4, 0, 4));
        var coffee = await IdAsync("coffee.jpg");
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar"))[0].ShouldBe((id, 2));
        await _app.RestartAsync(() =>
        {
            Directory.Delete(Path.Combine(_app.DataDirectory, "vectors"), recursive: true);
            return Task.CompletedTask;
        });
        Pages(await _app.GetAsync($"/api/v1/images/{coffee}/similar"))[0].ShouldBe((id, 2));

        // Without the setting a page that is read again has none, rather than that of what it was.
        await RestartAsync(vectors: false);
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/pages/2/read", new { }, HttpStatusCode.Accepted);
        await _app.Client.EndedAsync(id);
        (await StrayAsync()).ShouldBe((2, 0));
        ((string)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/documents/{id}/pages/2/similar", null, HttpStatusCode.Conflict))["code"]!).ShouldBe("vector_pending");
    }

    [Fact]
    public async Task A_reading_that_is_cut_off_leaves_vectors_of_pages_alone()
    {
        var (id, _) = await CutOffAsync();
        var read = (int)(await _app.Client.GetDocumentAsync(id))["document"]!["pages_read"]!;
        (await StrayAsync()).ShouldBe((read, 0), "each page that is read has its vector, in the same transaction");
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{id}", null, HttpStatusCode.NoContent);
        (await StrayAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_scan_that_lies_on_its_side_is_compared_upright()
    {
        // Lines by which it is known how the page lies; then the same picture upright and by a quarter.
        var lines = string.Concat(Enumerable.Range(0, 14).Select(line => SmallPdf.Line("These words tell which way is up on this page of the report", 60, 380 - (24 * line), size: 17)));
        var drawing = "0.1 0.3 0.8 rg 60 430 480 300 re f\n0.9 0.8 0.1 rg 200 500 200 160 re f\n" + lines;
        var turned = $"q 0 1 -1 0 792 0 cm {drawing} Q";
        var (id, _) = await _app.Client.ReadDocumentAsync(SmallPdf.Write((Letter, drawing), ("/MediaBox [0 0 792 612]", turned), (Letter, SmallPdf.Line("Words", 72, 600))), "sides.pdf", ("engine", "ocr"), ("language", "eng"), ("dpi", "100"));
        var similar = (await _app.GetAsync($"/api/v1/documents/{id}/pages/1/similar"))["pages"]!.AsArray();
        ((int)similar[0]!["page"]!["number"]!).ShouldBe(2);
        ((double)similar[0]!["cosine"]!).ShouldBeGreaterThan(0.97);
    }

    /// <summary>Of three pages the second is a photograph.</summary>
    private static byte[] Album()
        => SmallPdf.Write(
            [
                (Letter, SmallPdf.Line("A walk to the harbour", 72, 700, size: 24) + string.Concat(Enumerable.Range(0, 20).Select(line => SmallPdf.Line("and words below it, line after line, that nobody reads", 72, 660 - (24 * line))))),
                ("/MediaBox [0 0 600 400]", "q 600 0 0 400 0 0 cm /Im1 Do Q"),
                (Letter, "0.2 0.7 0.3 rg 0 0 612 792 re f"),
            ],
            new() { Resources = $"/XObject << /Im1 {SmallPdf.PageObject(3)} 0 R >>", Objects = [SmallPdf.Jpeg(Coffee, 600, 400)] });

    /// <summary>A document of which some pages are read when the server ends, and that nobody goes on with.</summary>
    private async Task<(string Id, int Read)> CutOffAsync()
    {
        var pages = Enumerable.Range(1, 40).Select(page => (Letter, SmallPdf.Line($"Page {page} has words of its own", 72, 600, size: 20))).ToList();
        var id = (string)(await _app.Client.SendDocumentAsync(SmallPdf.Write(pages), fields: [("engine", "ocr"), ("language", "eng"), ("dpi", "60")]))["document"]!["id"]!;
        await Eventually.FindAsync(() => _app.Client.GetDocumentAsync(id), answer => (int)answer["document"]!["pages_read"]! >= 2, seconds: 60);
        await _app.RestartAsync();
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/cancel", null, HttpStatusCode.OK);
        return (id, (int)(await _app.Client.EndedAsync(id))["pages_read"]!);
    }

    private Task RestartAsync(bool vectors)
    {
        _vectors = vectors;
        return _app.RestartAsync();
    }

    /// <summary>Before each start of the server.</summary>
    private void Configure(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory.Combine("data"));
        File.WriteAllText(directory.Combine("data", "config.ini"), $"[general]\nlog_level = WARNING\n[library]\nrescan_minutes = 0\n[ocr]\nenabled = false\n[security]\nenable_rate_limiting = false\n[search]\nvisual_vectors = {(_vectors ? "true" : "false")}\n");
    }

    /// <summary>How many vectors of pages there are, and how many of them are of no page that is read.</summary>
    private async Task<(long Vectors, long Strays)> StrayAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_app.DataDirectory, "limner.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM document_pages AS page WHERE page.id = content_id AND page.state = 'read'))
            FROM vectors WHERE space_id IN (SELECT id FROM vector_spaces WHERE kind LIKE 'page%')
            """;
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private async Task<string> AddFolderAsync(string name, params (string Path, byte[] Bytes)[] pictures)
    {
        Directory.CreateDirectory(_app.Directory.Combine(name));
        foreach (var (path, bytes) in pictures)
        {
            ManyPictures.Place(_app.Directory.Combine(name, path), bytes);
        }

        var id = (string)(await _app.AddFolderAsync(_app.Directory.Combine(name)))["id"]!;
        await _app.WaitUntilAsync($"/api/v1/folders/{id}", answer => answer["active_job"] is null && (int)answer["image_count"]! == pictures.Length);
        return id;
    }

    private static async Task<string> ShowAsync(HttpClient client, byte[] picture)
    {
        using var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var form = new MultipartFormDataContent { { file, "picture", "picture.jpg" } };
        using var answer = await client.PostAsync("/api/v1/search/picture", form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return (string)JsonNode.Parse(text)!["like"]!;
    }

    private async Task<string> IdAsync(string name) => (string)(await _app.GetAsync("/api/v1/images"))["items"]!.AsArray().Single(image => (string?)image!["name"] == name)!["id"]!;

    internal static List<(string Document, int Number)> Pages(JsonNode answer, string list = "pages")
        => [.. answer[list]!.AsArray().Select(item => ((string)item!["page"]!["document"]!, (int)item["page"]!["number"]!))];
}

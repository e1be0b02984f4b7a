using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Search;

/// <summary>From pictures on disk to those that look like one, by the real detector.</summary>
public sealed class SimilarJourneyTests : IAsyncLifetime
{
    private static readonly byte[] Coffee = File.ReadAllBytes(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"));
    private LimnerApp _app = null!;
    private bool _vectors = true;

    public async Task InitializeAsync() => _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Prepare = Configure });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_scanned_picture_is_found_by_another_and_by_one_that_was_only_shown()
    {
        var folder = await AddFolderAsync("pictures", ("coffee.jpg", Coffee), ("again.jpg", ManyPictures.WithComment(Coffee, 7)), ("flat.png", ManyPictures.Gradient(3)), ("other/flat 2.png", ManyPictures.Gradient(90)));
        var coffee = await IdAsync(_app.Client, "coffee.jpg");
        var similar = await _app.GetAsync($"/api/v1/images/{coffee}/similar");
        Names(similar)[0].ShouldBe("again.jpg");
        Names(similar).Order().ShouldBe(["again.jpg", "flat 2.png", "flat.png"]);
        ((double)similar["items"]![0]!["cosine"]!).ShouldBe(1, 1e-4);
        ((double)similar["items"]![0]!["score"]!).ShouldBeInRange(0.9, 1);
        ((double)similar["items"]![1]!["score"]!).ShouldBeLessThan(0.5);
        Names(await _app.GetAsync($"/api/v1/images/{coffee}/similar?threshold=0.9")).ShouldBe(["again.jpg"]);
        Names(await _app.GetAsync($"/api/v1/images/{coffee}/similar?limit=1")).ShouldBe(["again.jpg"]);
        ((string?)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar?limit=0", null, HttpStatusCode.BadRequest))["field"]).ShouldBe("limit");
        Names(await _app.GetAsync($"/api/v1/images/{coffee}/similar?folder={folder}&directory=other")).ShouldBe(["flat 2.png"]);
        var flat = await IdAsync(_app.Client, "flat.png");
        Names(await _app.GetAsync($"/api/v1/search/similar?like={coffee}&like={flat}")).Order().ShouldBe(["again.jpg", "flat 2.png"]);

        var like = await ShowAsync(_app.Client, ManyPictures.WithComment(Coffee, 8), HttpStatusCode.OK);
        var shown = await _app.GetAsync($"/api/v1/search/similar?like={(string)like["like"]!}");
        Names(shown).Take(2).Order().ShouldBe(["again.jpg", "coffee.jpg"]);
        ((double)shown["items"]![0]!["cosine"]!).ShouldBe(1, 1e-3);
        ((int)(await _app.GetAsync("/api/v1/images"))["total"]!).ShouldBe(4);

        foreach (var (query, field) in new[] { ("threshold=2", "threshold"), ("from=yesterday", "from") })
        {
            var problem = await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar?{query}", null, HttpStatusCode.BadRequest);
            ((string)problem["code"]!, (string)problem["field"]!).ShouldBe(("validation", field));
        }

        ((string)(await _app.SendAsync(HttpMethod.Get, "/api/v1/search/similar", null, HttpStatusCode.BadRequest))["field"]!).ShouldBe("like");
        await _app.SendAsync(HttpMethod.Get, "/api/v1/images/img_zzzz/similar", null, HttpStatusCode.NotFound);
        await _app.SendAsync(HttpMethod.Get, "/api/v1/images/nonsense/similar", null, HttpStatusCode.NotFound);

        // The last picture that shows a content goes, and its vector with it.
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/folders/{folder}", null, HttpStatusCode.NoContent);
        ((string)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar", null, HttpStatusCode.NotFound))["code"]!).ShouldBe("not_found");
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_by_its_reason()
    {
        // Without a picture in the library there is nothing to compare with, and everything is known about it.
        await AddFolderAsync("one", ("coffee.jpg", Coffee));
        ((string)(await ShowAsync(_app.Client, "no picture"u8.ToArray(), HttpStatusCode.UnprocessableEntity))["code"]!).ShouldBe("file_not_a_picture");
        ((string)(await ShowAsync(_app.Client, Coffee[..3000], HttpStatusCode.UnprocessableEntity))["code"]!).ShouldBe("file_corrupt");
        ((string)(await ShowAsync(_app.Client, [], HttpStatusCode.UnprocessableEntity))["code"]!).ShouldBe("file_empty");
        ((string)(await ShowAsync(_app.Client, new byte[49 << 20], HttpStatusCode.RequestEntityTooLarge))["code"]!).ShouldBeOneOf("file_too_large", "payload_too_large");
        ((string)(await _app.SendAsync(HttpMethod.Post, "/api/v1/search/picture", new { picture = "x" }, HttpStatusCode.UnsupportedMediaType))["code"]!).ShouldBe("media_type_unsupported");
        using var empty = new MultipartFormDataContent { { new StringContent("words"), "picture" } };
        using var answer = await _app.Client.PostAsync("/api/v1/search/picture", empty);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task People_find_among_what_they_see()
    {
        using var ben = await _app.InviteAsync("ben", "member");
        var folder = await AddFolderAsync("adas", ("coffee.jpg", Coffee), ("again.jpg", ManyPictures.WithComment(Coffee, 7)));
        var coffee = await IdAsync(_app.Client, "coffee.jpg");
        (await ben.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar", null, HttpStatusCode.NotFound))["code"]!.GetValue<string>().ShouldBe("not_found");
        var like = (string)(await ShowAsync(ben, Coffee, HttpStatusCode.OK))["like"]!;
        Names(await ben.SendAsync(HttpMethod.Get, $"/api/v1/search/similar?like={like}", null, HttpStatusCode.OK)).ShouldBeEmpty();
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/shares", new { everyone = "view", people = Array.Empty<object>() }, HttpStatusCode.OK);
        Names(await ben.SendAsync(HttpMethod.Get, $"/api/v1/search/similar?like={like}", null, HttpStatusCode.OK)).Order().ShouldBe(["again.jpg", "coffee.jpg"]);
        Names(await ben.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar", null, HttpStatusCode.OK)).ShouldBe(["again.jpg"]);
    }

    [Fact]
    public async Task Pictures_scanned_before_get_their_vectors_by_a_job_and_a_lost_index_is_made_anew()
    {
        await RestartAsync(vectors: false);
        await AddFolderAsync("before", ("coffee.jpg", Coffee), ("again.jpg", ManyPictures.WithComment(Coffee, 7)), ("flat.png", ManyPictures.Gradient(3)));
        var coffee = await IdAsync(_app.Client, "coffee.jpg");
        ((string)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{coffee}/similar", null, HttpStatusCode.Conflict))["code"]!).ShouldBe("vector_pending");

        // One of them is away meanwhile: it is counted as failed, and the others are found.
        File.Delete(_app.Directory.Combine("before", "flat.png"));
        await RestartAsync(vectors: true);
        var jobs = await _app.WaitUntilAsync("/api/v1/jobs", answer => answer["items"]!.AsArray().Any(job => (string?)job!["kind"] == "embed_pictures" && (string?)job["state"] == "succeeded"));
        var job = jobs["items"]!.AsArray().Single(item => (string?)item!["kind"] == "embed_pictures")!;
        ((int)job["done"]!, (int)job["failed"]!, (int)job["total"]!).ShouldBe((2, 1, 3));
        Names(await _app.GetAsync($"/api/v1/images/{coffee}/similar")).ShouldBe(["again.jpg"]);

        await _app.RestartAsync(() =>
        {
            Directory.Delete(Path.Combine(_app.DataDirectory, "vectors"), recursive: true);
            return Task.CompletedTask;
        });
        Names(await _app.GetAsync($"/api/v1/images/{coffee}/similar")).ShouldBe(["again.jpg"]);
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
        File.WriteAllText(directory.Combine("data", "config.ini"), $"[general]\nlog_level = WARNING\n[library]\nrescan_minutes = 0\n[ocr]\nenabled = false\n[search]\nvisual_vectors = {(_vectors ? "true" : "false")}\n");
    }

    private async Task<string> AddFolderAsync(string name, params (string Path, byte[] Bytes)[] pictures)
    {
        foreach (var (path, bytes) in pictures)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_app.Directory.Combine(name, path))!);
            ManyPictures.Place(_app.Directory.Combine(name, path), bytes);
        }

        var id = (string)(await _app.AddFolderAsync(_app.Directory.Combine(name)))["id"]!;
        await _app.WaitUntilAsync($"/api/v1/folders/{id}", answer => answer["active_job"] is null && (int)answer["image_count"]! == pictures.Length);
        return id;
    }

    private static async Task<JsonObject> ShowAsync(HttpClient client, byte[] picture, HttpStatusCode expected)
    {
        using var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var form = new MultipartFormDataContent { { file, "picture", "picture.jpg" } };
        // What is too large is refused before it is sent.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/search/picture") { Content = form, Headers = { ExpectContinue = picture.Length > 1 << 20 } };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<string> IdAsync(HttpClient client, string name)
        => (string)(await client.SendAsync(HttpMethod.Get, "/api/v1/images", null, HttpStatusCode.OK))["items"]!.AsArray().Single(image => (string?)image!["name"] == name)!["id"]!;

    private static string[] Names(JsonObject similar) => [.. (similar["items"]?.AsArray() ?? []).Select(item => (string)item!["image"]!["name"]!)];
}

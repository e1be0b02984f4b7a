using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Search;

/// <summary>An image-text model is installed in a library that has pictures, another one that does not work, and then none: what answers, and what is made.</summary>
public sealed class MeaningJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _wanted = "";

    public async Task InitializeAsync() => _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Prepare = Configure });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Pictures_are_compared_by_the_best_model_that_is_there()
    {
        await AddFolderAsync("before", ("one.png", ManyPictures.Gradient(3)), ("two.png", ManyPictures.Gradient(90)), ("three.png", ManyPictures.Gradient(170)));
        var one = await IdAsync("one.png");
        Model(await _app.GetAsync($"/api/v1/images/{one}/similar")).ShouldStartWith("centernet-coco-");

        // Those that were scanned before get their vectors by a job, later ones at their scan.
        await _app.RestartAsync(() => Task.FromResult(TinyImageText.Install(_app.DataDirectory, TinyImageText.Clip)));
        var job = await JobAsync("succeeded");
        ((int)job["done"]!, (int)job["failed"]!, (int)job["total"]!).ShouldBe((3, 0, 3));
        await AddFolderAsync("after", ("four.png", ManyPictures.Gradient(240)));
        var similar = await _app.GetAsync($"/api/v1/images/{await IdAsync("four.png")}/similar");
        Model(similar).ShouldStartWith("tiny-clip@");
        Names(similar).Order().ShouldBe(["one.png", "three.png", "two.png"]);
        var shown = await _app.GetAsync($"/api/v1/search/similar?like={await ShowAsync(ManyPictures.Gradient(90))}");
        (Model(shown).StartsWith("tiny-clip@", StringComparison.Ordinal), Names(shown)[0]).ShouldBe((true, "two.png"));
        ((double)shown["items"]![0]!["cosine"]!).ShouldBe(1, 1e-3);
        (await HealthAsync()).ShouldBe(("ok", "Pictures are found by meaning with tiny-clip."));

        // Another one is chosen that does not work: the job says why, and the vectors that are there go on answering.
        _wanted = TinyImageText.Siglip;
        await _app.RestartAsync(() => Task.FromResult(
            TinyImageText.Install(_app.DataDirectory, TinyImageText.Siglip, change: folder => File.Delete(Path.Combine(folder, "onnx", "vision_model.onnx")))));
        var failed = await JobAsync("failed");
        ((string)failed["error"]!["code"]!).ShouldBe("model_load");
        failed["error"]!.ToJsonString().ShouldContain("vision_model.onnx");
        Model(await _app.GetAsync($"/api/v1/images/{one}/similar")).ShouldStartWith("tiny-clip@");

        // Without any the detector's vectors are there as before.
        await _app.RestartAsync(() =>
        {
            Directory.Delete(Path.Combine(_app.DataDirectory, "models"), recursive: true);
            return Task.CompletedTask;
        });
        Model(await _app.GetAsync($"/api/v1/images/{one}/similar")).ShouldStartWith("centernet-coco-");
        (await HealthAsync()).Status.ShouldBe("degraded");
    }

    private void Configure(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory.Combine("data"));
        File.WriteAllText(directory.Combine("data", "config.ini"), $"[general]\nlog_level = WARNING\n[library]\nrescan_minutes = 0\n[ocr]\nenabled = false\n[search]\nembedding_model = {_wanted}\n");
    }

    private async Task AddFolderAsync(string name, params (string Path, byte[] Bytes)[] pictures)
    {
        Directory.CreateDirectory(_app.Directory.Combine(name));
        foreach (var (path, bytes) in pictures)
        {
            ManyPictures.Place(_app.Directory.Combine(name, path), bytes);
        }

        var id = (string)(await _app.AddFolderAsync(_app.Directory.Combine(name)))["id"]!;
        await _app.WaitUntilAsync($"/api/v1/folders/{id}", answer => answer["active_job"] is null && (int)answer["image_count"]! == pictures.Length);
    }

    /// <summary>The work on vectors once it has come to this end.</summary>
    private async Task<JsonNode> JobAsync(string state)
    {
        static bool IsIt(JsonNode? job, string state) => (string?)job!["kind"] == "embed_meaning" && (string?)job["state"] == state;
        var jobs = await _app.WaitUntilAsync("/api/v1/jobs", answer => answer["items"]!.AsArray().Any(job => IsIt(job, state)));
        return jobs["items"]!.AsArray().First(job => IsIt(job, state))!;
    }

    private async Task<string> ShowAsync(byte[] picture)
    {
        using var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent { { file, "picture", "picture.png" } };
        using var answer = await _app.Client.PostAsync("/api/v1/search/picture", form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return (string)JsonNode.Parse(text)!["like"]!;
    }

    private async Task<(string Status, string Detail)> HealthAsync()
    {
        var check = (await _app.GetAsync("/health"))["checks"]!.AsArray().Single(check => (string?)check!["name"] == "embedding_model")!;
        return ((string)check["status"]!, (string)check["detail"]!);
    }

    private async Task<string> IdAsync(string name) => (string)(await _app.GetAsync("/api/v1/images"))["items"]!.AsArray().Single(image => (string?)image!["name"] == name)!["id"]!;

    private static string Model(JsonObject similar) => (string)similar["model"]!;

    private static string[] Names(JsonObject similar) => [.. (similar["items"]?.AsArray() ?? []).Select(item => (string)item!["image"]!["name"]!)];
}

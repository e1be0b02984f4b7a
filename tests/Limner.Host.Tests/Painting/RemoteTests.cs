using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Painting;

/// <summary>Pictures that another server is asked for.</summary>
public sealed class RemoteTests : IAsyncLifetime
{
    private const string Model = "openai:painter";

    private FakeImageServer _server = null!;
    private LimnerApp _app = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeImageServer.StartAsync();
        _app = await LimnerApp.StartSignedInAsync(Studio.Options(
            ("openai.server", $"{_server.Address}/v1"), ("openai.retry_seconds", "0.01"), ("openai.timeout_seconds", "5"), ("generation.remote_models", Model)));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Another_server_paints_and_what_goes_wrong_there_is_named()
    {
        var painted = await Studio.PaintAsync(_app.Client, Body());
        ((string)painted["state"]!, painted["images"]!.AsArray().Count, (int)painted["drawn_width"]!).ShouldBe(("done", 2, 128), painted.ToJsonString());
        var asked = _server.Questions.ShouldHaveSingleItem();
        ((string)asked["model"]!, (string)asked["prompt"]!, (string)asked["size"]!, (int)asked["n"]!).ShouldBe(("painter", "a cat", "256x256", 2));
        using (var picture = await _app.Client.GetAsync($"/api/v1/generations/{painted["id"]}/images/1"))
        {
            picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        }

        foreach (var (instead, code) in new ((int, string), string)[]
        {
            ((200, """{"data":[{"url":"http://127.0.0.1:9/secret.png"}]}"""), "model_protocol"),
            ((200, """{"data":[]}"""), "answer_empty"),
            ((200, "<html>"), "model_protocol"),
            ((200, """{"data":[{"b64_json":"bm90IGEgcGljdHVyZQ=="}]}"""), "file_not_a_picture"),
            ((200, """{"data":[{"b64_json":"%%%"}]}"""), "model_protocol"),
            ((404, """{"error":{"message":"no such model"}}"""), "model_missing"),
            ((401, """{"error":{"message":"no key"}}"""), "model_refused"),
        })
        {
            // Two that are answered for each that is not: else the breaker has its say, which is the next test's matter.
            _server.Instead = _ => null;
            await Studio.PaintAsync(_app.Client, Body());
            await Studio.PaintAsync(_app.Client, Body());
            _server.Instead = _ => instead;
            var failed = await Studio.PaintAsync(_app.Client, Body());
            ((string)failed["state"]!, (string?)failed["error"]?["code"]).ShouldBe(("failed", code), failed.ToJsonString());
        }

        // What such a server is not asked for is refused, not passed over.
        foreach (var (field, value) in new (string, JsonNode)[] { ("negative_prompt", "blurry"), ("scheduler", "euler"), ("steps", 20), ("width", 65) })
        {
            var refused = await _app.Client.SendAsync(HttpMethod.Post, "/api/v1/generate", Body(body => body[field] = value), HttpStatusCode.BadRequest);
            ((string)refused["field"]!).ShouldBe(field);
        }

        ((bool)(await _app.GetAsync("/api/v1/generate/options"))["models"]!.AsArray().Single(model => (string)model!["id"]! == Model)!["remote"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_fails_again_and_again_is_left_alone()
    {
        _server.Instead = _ => (401, "{}");
        for (var i = 0; i < 4; i++)
        {
            ((string)(await Studio.PaintAsync(_app.Client, Body()))["error"]!["code"]!).ShouldBe("model_refused");
        }

        _server.Questions.Count.ShouldBe(3);
    }

    private static JsonObject Body(Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["prompt"] = "a cat", ["model"] = Model, ["width"] = 256, ["height"] = 256, ["num_images"] = 2 };
        change?.Invoke(body);
        return body;
    }
}

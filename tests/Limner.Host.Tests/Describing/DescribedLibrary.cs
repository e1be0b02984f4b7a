using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Models;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Describing;

/// <summary>A server with ten pictures and a model server on the loopback, with timeouts and pauses short enough for tests.</summary>
public sealed class DescribedLibrary : IAsyncLifetime
{
    public const int PictureCount = 10;
    public const string Model = "ollama:" + FakeOllama.Model;

    public FakeOllama Ollama { get; private set; } = null!;

    public LimnerApp App { get; private set; } = null!;

    public string Folder { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Ollama = await FakeOllama.StartAsync();
        App = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Settings = new Dictionary<string, string>(LimnerAppOptions.WithoutModels)
            {
                ["ollama.server"] = Ollama.Address,
                ["ollama.model"] = FakeOllama.Model,
                ["ollama.timeout_seconds"] = "2",
                ["ollama.break_seconds"] = "1",
                ["ollama.retry_seconds"] = "0.01",
                ["openai.server"] = $"{Ollama.Address}/v1",
                ["openai.api_key"] = FakeOllama.Key,
            },
        });
        var directory = App.Directory.Combine("Pictures");
        Directory.CreateDirectory(directory);
        for (var number = 0; number < PictureCount; number++)
        {
            ManyPictures.Place(Path.Combine(directory, $"picture {number}.png"), ManyPictures.Gradient(number));
        }

        Folder = (string)(await App.AddFolderAsync(directory))["id"]!;
        await App.WaitUntilAsync($"/api/v1/folders/{Folder}", folder => folder["active_job"] is null && folder["last_scan_at"] is not null, seconds: 60);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Ollama.DisposeAsync();
    }

    /// <summary>Ids by name.</summary>
    public async Task<string[]> ImagesAsync() => [.. (await App.GetAsync("/api/v1/images?limit=100&sort=name"))["items"]!.AsArray().Select(image => (string)image!["id"]!)];

    public async Task<string> RunAsync(object request)
        => (string)(await App.SendAsync(HttpMethod.Post, "/api/v1/description-runs", request, HttpStatusCode.Accepted))["id"]!;

    public Task<JsonObject> WaitAsync(string run, Func<JsonObject, bool> condition, int seconds = 30) => App.WaitUntilAsync($"/api/v1/description-runs/{run}", condition, seconds);

    public Task<JsonObject> FinishedAsync(string run, int seconds = 30) => WaitAsync(run, answer => (string)answer["state"]! == "finished", seconds);

    public async Task<string[]> TagsAsync(string image)
        => [.. (await App.GetAsync($"/api/v1/images/{image}/tags"))["items"]!.AsArray().Select(tag => $"{tag!["name"]}/{tag["source"]}{(tag["model"] is { } model ? $"/{model}" : "")}").Order(StringComparer.Ordinal)];
}

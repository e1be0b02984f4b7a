using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Models;

/// <summary>A server whose models come from a hub on the loopback, which has CLIP: small, and whole as far as anybody looks who does not run it.</summary>
public sealed class ModelHub : IAsyncLifetime
{
    public const string Clip = "clip-vit-b32";
    public const int VisionSize = 400_000;

    public FakeHub Hub { get; private set; } = null!;

    public LimnerApp App { get; private set; } = null!;

    public string Installed => Path.Join(App.DataDirectory, "models", Clip);

    public async Task InitializeAsync()
    {
        Hub = await FakeHub.StartAsync();
        Hub.AddClip(VisionSize, 50_000);
        App = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["models.base_address"] = Hub.Address } });
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Hub.DisposeAsync();
    }

    /// <summary>Begins to download CLIP.</summary>
    /// <returns>The job's id.</returns>
    public async Task<string> DownloadAsync()
        => (string)(await App.SendAsync(HttpMethod.Post, $"/api/v1/models/{Clip}/download", new { accept_licence = "MIT" }, HttpStatusCode.Accepted))["id"]!;

    public Task<JsonObject> EndOfAsync(string job) => App.WaitUntilAsync($"/api/v1/jobs/{job}", answer => (string)answer["state"]! is "succeeded" or "failed" or "cancelled");

    public async Task<JsonObject> ModelAsync(string id = Clip)
        => (await App.GetAsync("/api/v1/models"))["items"]!.AsArray().Select(item => item!.AsObject()).Single(item => (string)item["id"]! == id);

    public Task RemoveAsync(string id = Clip) => App.SendAsync(HttpMethod.Delete, $"/api/v1/models/{id}", null, HttpStatusCode.NoContent);
}

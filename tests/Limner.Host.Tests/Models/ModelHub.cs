using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Models;

/// <summary>A server whose models come from a hub on the loopback, which has CLIP: small, and whole as far as anybody looks who does not run it.</summary>
public sealed class ModelHub : IAsyncLifetime
{
    public const string Clip = "clip-vit-b32";
    public const string Vision = "Xenova/clip-vit-base-patch32/onnx/vision_model.onnx";
    public const string Text = "Xenova/clip-vit-base-patch32/onnx/text_model.onnx";
    public const int VisionSize = 400_000;

    public FakeHub Hub { get; private set; } = null!;

    public LimnerApp App { get; private set; } = null!;

    public string Installed => Path.Join(App.DataDirectory, "models", Clip);

    /// <summary>An ONNX file of this size: a graph without nodes, and a long comment.</summary>
    /// <param name="location">Where one of its constants is kept; null: it has none.</param>
    public static byte[] Onnx(int size, byte filling, string? location = null)
    {
        byte[] constant = location is null ? [] : Field(5, [.. Field(8, "w"u8), .. Field(13, [.. Field(1, "location"u8), .. Field(2, Encoding.UTF8.GetBytes(location))]), 14 << 3, 1]);
        byte[] head = [1 << 3, 7, .. Field(7, constant)];
        var comment = Enumerable.Repeat(filling, size).ToArray();
        var whole = (byte[])[.. head, .. Field(6, comment)];
        return [.. head, .. Field(6, comment[..(size - (whole.Length - size))])];
    }

    public async Task InitializeAsync()
    {
        Hub = await FakeHub.StartAsync();
        Hub.Add(Vision, Onnx(VisionSize, 1));
        Hub.Add(Text, Onnx(50_000, 2));
        foreach (var name in new[] { "tokenizer.json", "config.json", "preprocessor_config.json" })
        {
            Hub.Add($"Xenova/clip-vit-base-patch32/{name}", "{}"u8.ToArray());
        }

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

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, (byte)length, .. content];
    }
}

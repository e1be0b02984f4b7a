using System.Security.Cryptography;
using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>A server killed with SIGKILL while it downloads a model: the next one goes on where the file ended, and nothing is seen of the model before it is whole.</summary>
[Trait("run", "full")]
public sealed class KilledDownloadTests : IDisposable
{
    private const int Held = 3_000_000;
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_download_whose_server_is_killed_is_gone_on_with_and_ends_with_the_same_bytes()
    {
        await using var hub = await FakeHub.StartAsync();
        hub.AddClip(8_000_000, 100_000);
        (hub.HoldPath, hub.HoldAfter) = (FakeHub.ClipVision, Held);
        string[] settings = ["--set", $"models.base_address={hub.Address}"];
        var growing = _data.Combine("models", ".partial", "clip-vit-b32", "files", "onnx", "vision_model.onnx.part");
        string job;
        await using (var server = await LimnerProcess.StartAsync(_data.FullName, settings))
        {
            using var owner = await LimnerClient.SignInAsync(server.Address);
            job = (await owner.PostAsync("models/clip-vit-b32/download", new { accept_licence = "MIT" })).GetProperty("id").GetString()!;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!File.Exists(growing) || new FileInfo(growing).Length < Held)
            {
                await Task.Delay(20, limit.Token);
            }

            await server.KillAsync();
        }

        Directory.Exists(_data.Combine("models", "clip-vit-b32")).ShouldBeFalse();
        hub.GoOn.SetResult();
        await using var next = await LimnerProcess.StartAsync(_data.FullName, settings);
        using var client = await LimnerClient.SignInAsync(next.Address);
        var end = await client.WaitForJobAsync(job, LimnerClient.IsFinished, TimeSpan.FromMinutes(1));

        end.GetProperty("state").GetString().ShouldBe("succeeded", $"{end}\n{next.Output}");
        hub.Requests.Where(request => request.Path == FakeHub.ClipVision).Select(request => request.From).ShouldBe([null, Held]);
        await using var installed = File.OpenRead(_data.Combine("models", "clip-vit-b32", "onnx", "vision_model.onnx"));
        (await SHA256.HashDataAsync(installed)).ShouldBe(SHA256.HashData(FakeHub.Onnx(8_000_000, 1)));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>A server killed in mid-sampling: what it was painting is begun again and ends as the same pictures, what waits is painted, nothing half-written is left.</summary>
public sealed class KilledPaintingTests
{
    private const int Steps = 150;
    private const int Pictures = 16;

    [Fact]
    public async Task What_was_being_painted_is_painted_again_and_the_queue_goes_on()
    {
        using var directory = new TemporaryDirectory();
        var data = directory.Combine("data");
        SmallDiffusion.Install(data, "sd15", "sd15");
        string cut, waiting;
        await using (var server = await LimnerProcess.StartAsync(data))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            cut = await AskAsync(client, Pictures, 7);
            waiting = await AskAsync(client, 1, 7);
            await UntilAsync(client, cut, generation => generation.GetProperty("state").GetString() == "sampling" && generation.GetProperty("progress").GetProperty("step").GetInt32() > 0);
            await server.KillAsync();
        }

        await using (var server = await LimnerProcess.StartAsync(data))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            var painted = await UntilAsync(client, cut, IsOver);
            Assert.Equal("done", painted.GetProperty("state").GetString());
            Assert.Equal(2, painted.GetProperty("attempts").GetInt32());
            Assert.Equal(Pictures, painted.GetProperty("images").GetArrayLength());
            var other = await UntilAsync(client, waiting, IsOver);
            Assert.Equal(1, other.GetProperty("attempts").GetInt32());

            // The same seed, alone and after a kill: the same bytes.
            Assert.Equal(await client.GetBytesAsync($"generations/{waiting}/images/0"), await client.GetBytesAsync($"generations/{cut}/images/0"));
        }

        Assert.Equal(2, Directory.GetDirectories(Path.Combine(data, "generations")).Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "generations"), "*.part", SearchOption.AllDirectories));
    }

    private static async Task<string> AskAsync(LimnerClient client, int pictures, long seed)
        => (await client.PostAsync("generate", new { prompt = "a photo of a cat", width = 64, height = 64, steps = Steps, num_images = pictures, seed, model = "sd15" })).GetProperty("id").GetString()!;

    private static bool IsOver(JsonElement generation) => generation.TryGetProperty("finished_at", out _);

    private static async Task<JsonElement> UntilAsync(LimnerClient client, string id, Func<JsonElement, bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var generation = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"generations/{id}"));
            if (condition(generation))
            {
                return generation;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), generation.ToString());
            await Task.Delay(5);
        }
    }
}

using System.Globalization;
using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>A server killed in the middle of describing: no finished picture is asked about again. And one whose model never stops talking keeps its memory.</summary>
public sealed class KilledDescriptionTests
{
    private const int Pictures = 12;
    private const int Few = 4;

    [Fact]
    public async Task A_run_that_is_killed_goes_on_and_repeats_no_finished_picture()
    {
        using var directory = new TemporaryDirectory();
        await using var ollama = await FakeOllama.StartAsync();
        ollama.ThinkTime = TimeSpan.FromMilliseconds(150);
        var data = directory.Combine("data");
        string run;
        long finished;
        await using (var server = await StartAsync(data, ollama))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            await ScanAsync(client, directory, Pictures);
            run = (await client.PostAsync("description-runs", new { filter = new { } })).GetProperty("id").GetString()!;
            finished = await UntilAsync(client, run, 4);
            await server.KillAsync();
        }

        await using (var server = await StartAsync(data, ollama))
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            await UntilAsync(client, run, Pictures);
            var state = await client.GetAsync($"description-runs/{run}");
            Assert.Equal(Pictures, state.GetProperty("done_count").GetInt64());
        }

        // At the kill a question may have been with the model, and on a busy disk some answers not yet stored; what the run called finished was.
        var asked = ollama.Questions.GroupBy(question => FakeOllama.NumberOf(question.Picture!)).ToList();
        Assert.Equal(Pictures, asked.Count);
        Assert.All(asked, picture => Assert.InRange(picture.Count(), 1, 2));
        Assert.True(asked.Count(picture => picture.Count() == 1) >= finished, "what was finished was asked about once");
    }

    [Fact]
    public async Task A_gigabyte_of_babble_and_an_endless_loop_cost_no_memory()
    {
        using var directory = new TemporaryDirectory();
        await using var ollama = await FakeOllama.StartAsync();
        await using var server = await StartAsync(directory.Combine("data"), ollama);
        using var client = await LimnerClient.SignInAsync(server.Address);
        await ScanAsync(client, directory, Few);

        // Everything has been loaded once.
        await UntilAsync(client, (await client.PostAsync("description-runs", new { filter = new { } })).GetProperty("id").GetString()!, Few);
        var before = Resident(server.Id);
        foreach (var mode in new[] { FakeMode.Gigabyte, FakeMode.Loop, FakeMode.ManyTags })
        {
            ollama.Mode = mode;
            await UntilAsync(client, (await client.PostAsync("description-runs", new { filter = new { }, ask_again = true })).GetProperty("id").GetString()!, Few);
        }

        Assert.InRange(Peak(server.Id) - before, long.MinValue, 200L << 20);
    }

    private static Task<LimnerProcess> StartAsync(string data, FakeOllama ollama) => LimnerProcess.StartAsync(data, environment: new Dictionary<string, string>(LimnerProcess.WithoutModels)
    {
        ["OLLAMA_SERVER"] = ollama.Address,
        ["OLLAMA_MODEL"] = FakeOllama.Model,
    });

    private static async Task ScanAsync(LimnerClient client, TemporaryDirectory directory, int count)
    {
        var path = directory.Combine("pictures");
        Directory.CreateDirectory(path);
        for (var number = 0; number < count; number++)
        {
            ManyPictures.Place(Path.Combine(path, $"{number}.png"), ManyPictures.Gradient(number));
        }

        var folder = await client.AddFolderAsync(path);
        await client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(1));
    }

    /// <summary>Waits until so many pictures are settled one way or another.</summary>
    private static async Task<long> UntilAsync(LimnerClient client, string run, long settled)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var state = await client.GetAsync($"description-runs/{run}");
            var done = state.GetProperty("done_count").GetInt64() + state.GetProperty("failed_count").GetInt64() + state.GetProperty("known_count").GetInt64();
            if (done >= settled)
            {
                return done;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static long Resident(int process) => Status(process, "VmRSS:");

    private static long Peak(int process) => Status(process, "VmHWM:");

    private static long Status(int process, string name)
        => long.Parse(File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
}

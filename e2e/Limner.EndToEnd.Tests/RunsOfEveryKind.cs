using System.Text.Json;
using Limner.Testing.Models;
using Limner.Testing.Processes;

namespace Limner.EndToEnd.Tests;

/// <summary>Described pictures with all that the page about it can show: a trial, and a run that has finished with failures, one paused, one whose job was cancelled, one that waits.</summary>
public sealed class RunsOfEveryKind : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public DescribedPictures Library { get; } = new();

    /// <summary>The trial's id.</summary>
    public string Trial { get; private set; } = "";

    private LimnerClient Client => Library.Client;

    public async Task InitializeAsync()
    {
        await Library.InitializeAsync();
        var images = (await Client.GetAllAsync("images")).Select(image => image.GetProperty("id").GetString()!).ToArray();
        var trial = await Client.PostAsync("description-trials", new
        {
            image_ids = images[..4],
            variants = new object[] { new { text = "What is to be seen on {date}?", language = "English" }, new { text = "Name the colours.", language = "German", model = "ollama:moondream:1.8b" } },
        });
        Trial = trial.GetProperty("id").GetString()!;
        await UntilAsync($"description-trials/{Trial}", answer => answer.GetProperty("done").GetBoolean());

        Library.Ollama.ModeFor = question => question.Prompt.Contains("picture 3.png", StringComparison.Ordinal) || question.Prompt.Contains("picture 7.png", StringComparison.Ordinal) ? FakeMode.CutJson : null;
        await UntilAsync(await BeginAsync("Evening walk"), run => run.GetProperty("state").GetString() == "finished");
        Library.Ollama.ModeFor = null;

        Library.Ollama.ThinkTime = TimeSpan.FromMilliseconds(400);
        var paused = await BeginAsync("Birds");
        await UntilAsync(paused, run => run.GetProperty("done_count").GetInt64() >= 2);
        await Client.PostAsync($"{paused}/pause");
        var cancelled = await BeginAsync("Faces of the family");
        var running = await UntilAsync(cancelled, run => run.TryGetProperty("job", out var job) && job.ValueKind == JsonValueKind.Object && job.GetProperty("state").GetString() == "running");
        await Client.PostAsync($"jobs/{running.GetProperty("job").GetProperty("id").GetString()}/cancel");
        await UntilAsync(cancelled, run => run.GetProperty("state").GetString() == "paused");
        Library.Ollama.Mode = FakeMode.Broken;
        await UntilAsync(await BeginAsync("Trees"), run => run.TryGetProperty("waiting", out var waiting) && waiting.ValueKind == JsonValueKind.Object);
    }

    public Task DisposeAsync() => Library.DisposeAsync();

    /// <returns>The run's path.</returns>
    private async Task<string> BeginAsync(string prompt)
    {
        var saved = await Client.PostAsync("prompts", new { name = prompt, text = $"{prompt}: {{file_name}}", language = "English" });
        var run = await Client.PostAsync("description-runs", new { filter = new { }, prompt_id = saved.GetProperty("id").GetString() });
        return $"description-runs/{run.GetProperty("id").GetString()}";
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (true)
        {
            var answer = await Client.GetAsync(path);
            if (fits(answer))
            {
                return answer;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}

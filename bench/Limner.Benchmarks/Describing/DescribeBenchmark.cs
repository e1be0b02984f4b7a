using System.Diagnostics;
using System.Globalization;
using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Processes;
using Limner.Testing.Pictures;

namespace Limner.Benchmarks.Describing;

/// <summary>
/// What a run costs beside the bare calls to the model: a server on the loopback that thinks for a fixed time about each picture, asked once by nothing but an
/// HTTP client in a loop, and once by a run of the same pictures. Photographs of 12 megapixels are not at hand; the samples' largest sides are some 2,000 pixels.
/// </summary>
internal static class DescribeBenchmark
{
    public static async Task RunAsync(int pictures, int thinkMilliseconds, int rounds)
    {
        using var directory = new TemporaryDirectory();
        await using var ollama = await FakeOllama.StartAsync();
        ollama.ThinkTime = TimeSpan.FromMilliseconds(thinkMilliseconds);
        await using var server = await LimnerProcess.StartAsync(directory.Combine("data"), environment: new Dictionary<string, string>
        {
            ["OLLAMA_SERVER"] = ollama.Address, ["OLLAMA_MODEL"] = FakeOllama.Model, ["TAGGING_DETECT_OBJECTS"] = "false", ["SECURITY_ENABLE_RATE_LIMITING"] = "false",
        });
        using var client = await LimnerClient.SignInAsync(server.Address);
        await ScanAsync(client, Path.Combine(directory.FullName, "pictures"), pictures);

        // Both know the way and have compiled what they need.
        await RunAsync(client);
        var question = ollama.Questions[^1].Body.ToJsonString();
        await AskAsync(ollama, question, 3);
        var (bare, run) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await AskAsync(ollama, question, pictures);
            bare.Add(clock.Elapsed.TotalSeconds);
            clock.Restart();
            await RunAsync(client);
            run.Add(clock.Elapsed.TotalSeconds);
        }

        bare.Sort();
        run.Sort();
        var (without, with) = (bare[rounds / 2], run[rounds / 2]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pictures} photographs, {thinkMilliseconds} ms each: bare calls {without:F2} s, run {with:F2} s, overhead {((with / without) - 1) * 100:F1} % (median of {rounds} rounds, one at a time)"));
    }

    private static async Task ScanAsync(LimnerClient client, string directory, int pictures)
    {
        Directory.CreateDirectory(directory);
        var photographs = Directory.EnumerateFiles(Repository.Samples, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        for (var number = 0; number < pictures; number++)
        {
            ManyPictures.Place(Path.Combine(directory, $"{number}.jpg"), ManyPictures.WithComment(photographs[number % photographs.Count], number));
        }

        var folder = await client.AddFolderAsync(directory);
        await client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(5));
    }

    private static async Task RunAsync(LimnerClient client)
    {
        var run = (await client.PostAsync("description-runs", new { filter = new { }, ask_again = true })).GetProperty("id").GetString()!;
        while ((await client.GetAsync($"description-runs/{run}")).GetProperty("state").GetString() != "finished")
        {
            await Task.Delay(10);
        }
    }

    private static async Task AskAsync(FakeOllama ollama, string question, int times)
    {
        using var http = new HttpClient { BaseAddress = new Uri(ollama.Address) };
        for (var time = 0; time < times; time++)
        {
            using var content = new StringContent(question, System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/api/chat", content);
            _ = await answer.Content.ReadAsByteArrayAsync();
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;

namespace Limner.Benchmarks.Server;

/// <summary>
/// Figures of the built server as a user meets it: a process of its own, asked over HTTP, with a fresh data directory each time.
/// Every command prints what it measured, one figure a line.
/// </summary>
internal static class ServerBenchmarks
{
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(2);

    /// <summary>Starts the server <paramref name="times"/> times over a new data directory and once more over the last one.</summary>
    public static async Task StartAsync(int times)
    {
        var starts = new List<double>();
        for (var i = 0; i < times; i++)
        {
            using var data = new TemporaryDirectory();
            await using var server = await LimnerProcess.StartAsync(data.FullName);
            starts.Add(server.TimeToReady.TotalSeconds);
            if (i == times - 1)
            {
                await Task.Delay(TimeSpan.FromSeconds(10));
                Print("idle memory after 10 s", $"{ProcessFigures.ResidentMegabytes(server.Id):F0} MB");
                await server.StopAsync();
                await using var second = await LimnerProcess.StartAsync(data.FullName);
                Print("start to ready, existing data", $"{second.TimeToReady.TotalSeconds:F2} s");
            }
        }

        starts.Sort();
        Print("start to ready, fresh data (median)", $"{starts[starts.Count / 2]:F2} s of {times} starts, {starts[0]:F2} to {starts[^1]:F2}");
    }

    /// <summary>Scans a folder of pictures. The rate counts from the request that adds the folder to the job's end.</summary>
    public static async Task ScanAsync(string folder, IReadOnlyList<string> settings)
    {
        using var data = new TemporaryDirectory();
        await using var server = await LimnerProcess.StartAsync(data.FullName, Set(settings));
        using var client = await LimnerClient.SignInAsync(server.Address);
        var idle = ProcessFigures.ResidentMegabytes(server.Id);
        var processor = ProcessFigures.ProcessorSeconds(server.Id);
        var clock = Stopwatch.StartNew();
        var added = await client.AddFolderAsync(folder);
        var job = await FinishedAsync(client, added.GetProperty("active_job"));
        var seconds = clock.Elapsed.TotalSeconds;
        processor = ProcessFigures.ProcessorSeconds(server.Id) - processor;

        var done = job.GetProperty("done").GetInt64();
        Print("pictures", $"{done} ({job.GetProperty("failed").GetInt64()} failed)");
        Print("scan", $"{seconds:F1} s, {done / seconds:F1} pictures/s, {processor / seconds:F2} cores busy");
        Print("memory", $"{ProcessFigures.PeakMegabytes(server.Id):F0} MB at most ({idle:F0} MB before)");
        var tagged = await client.GetAsync("tags?limit=5");
        Print("tags", string.Join(", ", tagged.GetProperty("items").EnumerateArray().Select(tag => $"{tag.GetProperty("name").GetString()} {tag.GetProperty("count").GetInt64()}")));
    }

    /// <summary>Scans <paramref name="count"/> small pictures, then scans them again unchanged.</summary>
    public static async Task RescanAsync(int count, IReadOnlyList<string> settings)
    {
        using var pictures = new TemporaryDirectory();
        ManyPictures.Write(pictures.FullName, count);
        var bytes = Directory.EnumerateFiles(pictures.FullName, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        using var data = new TemporaryDirectory();
        await using var server = await LimnerProcess.StartAsync(data.FullName, Set(settings));
        using var client = await LimnerClient.SignInAsync(server.Address);
        var clock = Stopwatch.StartNew();
        var folder = await client.AddFolderAsync(pictures.FullName);
        await FinishedAsync(client, folder.GetProperty("active_job"));
        Print("first scan", $"{clock.Elapsed.TotalSeconds:F1} s for {count} small pictures ({bytes / 1e6:F0} MB)");
        for (var run = 1; run <= 3; run++)
        {
            var readBefore = ProcessFigures.BytesRead(server.Id);
            clock.Restart();
            var job = await client.PostAsync($"folders/{folder.GetProperty("id").GetString()}/scan");
            await FinishedAsync(client, job);
            var seconds = clock.Elapsed.TotalSeconds;
            Print($"rescan {run}", $"{seconds:F2} s, {(ProcessFigures.BytesRead(server.Id) - readBefore) / 1e6:F1} MB read of all files, database and HTTP together");
        }

        Print("memory", $"{ProcessFigures.PeakMegabytes(server.Id):F0} MB at most");
    }

    private static async Task<JsonElement> FinishedAsync(LimnerClient client, JsonElement job)
    {
        var finished = await client.WaitForJobAsync(job.GetProperty("id").GetString()!, LimnerClient.IsFinished, Deadline);
        return finished.GetProperty("state").GetString() == "succeeded" ? finished : throw new InvalidOperationException($"The scan did not succeed: {finished}");
    }

    private static IEnumerable<string> Set(IReadOnlyList<string> settings) => settings.SelectMany(setting => new[] { "--set", setting });

    private static void Print(string name, string figure) => Console.WriteLine($"{name,-36} {figure}");
}

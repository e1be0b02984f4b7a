using System.Security.Cryptography;
using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Xunit.Abstractions;

namespace Limner.Recovery.Tests;

/// <summary>
/// A scan whose server is killed with SIGKILL again and again must end with a catalogue equal to the disk: nothing lost, nothing
/// twice. The server is the real one, the detector included, and all is judged by what its HTTP API answers.
/// </summary>
public sealed class KilledScanTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan ScanDeadline = TimeSpan.FromMinutes(20);

    /// <summary>Text is read by another job, of which nothing is asked here.</summary>
    private static readonly Dictionary<string, string> Settings = new() { ["OCR_ENABLED"] = "false" };

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    [Fact]
    public Task A_scan_of_150_files_killed_three_times_loses_and_doubles_nothing() => KilledScanAsync(150, kills: 3);

    [Fact]
    [Trait("run", "full")]
    public Task A_scan_of_2000_files_killed_ten_times_loses_and_doubles_nothing() => KilledScanAsync(2000, kills: 10);

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    private async Task KilledScanAsync(int count, int kills)
    {
        var paths = ManyPictures.Write(_pictures.FullName, count);
        string folderId, jobId;
        await using (var first = await LimnerProcess.StartAsync(_data.FullName, environment: Settings))
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            var folder = await client.AddFolderAsync(_pictures.FullName);
            folderId = folder.GetProperty("id").GetString()!;
            jobId = folder.GetProperty("active_job").GetProperty("id").GetString()!;

            // The first kill comes as soon as the job exists, before it can have found every file.
            await first.KillAsync();
        }

        for (var kill = 1; kill < kills; kill++)
        {
            await KillAtAsync(jobId, atLeast: count * kill / kills);
        }

        await using var last = await LimnerProcess.StartAsync(_data.FullName, environment: Settings);
        using var owner = await LimnerClient.SignInAsync(last.Address);
        var job = await owner.WaitForJobAsync(jobId, LimnerClient.IsFinished, ScanDeadline);
        output.WriteLine($"{kills} kills, {job.GetProperty("attempts")} attempts: {job}");
        await ShouldEqualTheDiskAsync(owner, folderId, job, paths);
        (await last.StopAsync()).ShouldBe(0, last.Output);
    }

    /// <summary>Lets a new process go on with the scan until so many files are done, then kills it.</summary>
    private async Task KillAtAsync(string jobId, int atLeast)
    {
        await using var server = await LimnerProcess.StartAsync(_data.FullName, environment: Settings);
        using var client = await LimnerClient.SignInAsync(server.Address);
        var job = await client.WaitForJobAsync(jobId, job => Done(job) >= atLeast || LimnerClient.IsFinished(job), ScanDeadline);
        await server.KillAsync();
        LimnerClient.IsFinished(job).ShouldBeFalse($"the scan must still run when it is killed: {job}");
        output.WriteLine($"killed at {Done(job)} files, ready after {server.TimeToReady.TotalSeconds:F2} s");
    }

    private async Task ShouldEqualTheDiskAsync(LimnerClient owner, string folderId, JsonElement job, IReadOnlyList<string> paths)
    {
        job.GetProperty("state").GetString().ShouldBe("succeeded", job.ToString());
        job.GetProperty("total").GetInt64().ShouldBe(paths.Count);
        Done(job).ShouldBe(paths.Count, "progress is counted in the transaction of the work it counts, so a kill can neither lose nor repeat it");

        var folder = await owner.GetAsync($"folders/{folderId}");
        folder.GetProperty("file_count").GetInt64().ShouldBe(paths.Count);
        folder.GetProperty("image_count").GetInt64().ShouldBe(paths.Count);
        folder.GetProperty("failure_count").GetInt64().ShouldBe(0);
        (await owner.GetAllAsync("jobs")).Count(other => other.GetProperty("kind").GetString() == job.GetProperty("kind").GetString())
            .ShouldBe(1, "a restart takes the same job up again");

        var images = await owner.GetAllAsync("images");
        images.Count.ShouldBe(paths.Count);
        var found = new List<string>();
        foreach (var image in images)
        {
            found.Add(await ShouldBeWholeAsync(owner, image.GetProperty("id").GetString()!));
        }

        found.Order(StringComparer.Ordinal).ShouldBe(paths.Order(StringComparer.Ordinal));

        // Every fourth picture is the cup of coffee: a lost analysis would show as a smaller number.
        var cups = await owner.GetAllAsync("images?tag=cup");
        cups.Count.ShouldBe(paths.Count(path => path.EndsWith(".jpg", StringComparison.Ordinal)));
    }

    /// <summary>One image: one file, the right bytes, a thumbnail. Returns the file's path.</summary>
    private async Task<string> ShouldBeWholeAsync(LimnerClient owner, string id)
    {
        var image = await owner.GetAsync($"images/{id}");
        var path = image.GetProperty("files").EnumerateArray().ShouldHaveSingleItem().GetProperty("path").GetString()!;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_pictures.Combine(path))));
        image.GetProperty("sha256").GetString().ShouldBe(sha256, path);
        var thumbnail = await owner.GetBytesAsync($"images/{id}/thumbnail?size=small");
        thumbnail.AsSpan(8, 4).SequenceEqual("WEBP"u8).ShouldBeTrue(path);
        return path;
    }

    private static long Done(JsonElement job) => job.GetProperty("done").GetInt64();
}

using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Xunit.Abstractions;

namespace Limner.Recovery.Tests;

/// <summary>
/// A file that takes the server with it whenever it is decoded must not keep the library from being read. The decoder is the real one; that the process ends in
/// the middle of it is the test's doing, by SIGKILL, which leaves a server as little time for last words as a crash in native code.
/// </summary>
public sealed class PoisonedScanTests(ITestOutputHelper output) : IDisposable
{
    private const int Innocent = 5;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    [Fact]
    public async Task A_file_at_which_the_server_ends_three_times_is_left_alone_until_somebody_asks_for_it()
    {
        // Large enough to be found at it: its decoding takes a good part of a second. Alone, so that no other is being read when the server ends.
        await File.WriteAllBytesAsync(_pictures.Combine("a poison.png"), ManyPictures.Gradient(1, 8_000, 8_000));
        string folder, job;
        await using (var first = await LimnerProcess.StartAsync(_data.FullName, environment: LimnerProcess.WithoutModels))
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            var added = await client.AddFolderAsync(_pictures.FullName);
            folder = $"folders/{added.GetProperty("id").GetString()}";
            job = added.GetProperty("active_job").GetProperty("id").GetString()!;
            await KillWhileDecodingAsync(first);
        }

        for (var kill = 2; kill <= 3; kill++)
        {
            await using var server = await LimnerProcess.StartAsync(_data.FullName, environment: LimnerProcess.WithoutModels);
            await KillWhileDecodingAsync(server);
        }

        for (var number = 0; number < Innocent; number++)
        {
            await File.WriteAllBytesAsync(_pictures.Combine($"innocent {number}.png"), ManyPictures.Gradient(number + 2));
        }

        await using var last = await LimnerProcess.StartAsync(_data.FullName, environment: LimnerProcess.WithoutModels);
        using var owner = await LimnerClient.SignInAsync(last.Address);
        output.WriteLine($"{await owner.WaitForJobAsync(job, LimnerClient.IsFinished, Deadline)}");
        var scanned = await owner.GetAsync(folder);
        (scanned.GetProperty("image_count").GetInt64(), scanned.GetProperty("failure_count").GetInt64()).ShouldBe((Innocent, 1));
        var failure = (await owner.GetAllAsync($"{folder}/failures")).ShouldHaveSingleItem();
        failure.GetProperty("path").GetString().ShouldBe("a poison.png");
        failure.GetProperty("code").GetString().ShouldBe("file_quarantined");

        var retry = await owner.PostAsync($"{folder}/failures/{failure.GetProperty("file_id").GetString()}/retry");
        await owner.WaitForJobAsync(retry.GetProperty("id").GetString()!, LimnerClient.IsFinished, Deadline);
        scanned = await owner.GetAsync(folder);
        (scanned.GetProperty("image_count").GetInt64(), scanned.GetProperty("failure_count").GetInt64()).ShouldBe((Innocent + 1, 0));
        (await last.StopAsync()).ShouldBe(0, last.Output);
    }

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    /// <summary>The server itself writes down what it decodes, for the one that comes after it.</summary>
    private async Task KillWhileDecodingAsync(LimnerProcess server)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (!(await JournalAsync()).Any(value => value != 0))
        {
            limit.IsCancellationRequested.ShouldBeFalse("it was never seen to decode the file");
            await Task.Delay(5, CancellationToken.None);
        }

        await server.KillAsync();
        (await JournalAsync()).ShouldContain(value => value != 0, "the picture must be large enough to be found at it");
    }

    private async Task<byte[]> JournalAsync()
    {
        var path = _data.Combine("reading.journal");
        if (!File.Exists(path))
        {
            return [];
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}

using System.Xml.Linq;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;

namespace Limner.Recovery.Tests;

/// <summary>
/// A server that is killed with SIGKILL while it writes sidecars must leave each of them old or new, nothing else beside the pictures for ever, and the
/// pictures themselves untouched; the next one writes what is left.
/// </summary>
public sealed class KilledSidecarTests : IDisposable
{
    private const int Count = 60;
    private static readonly Dictionary<string, string> Environment = new(LimnerProcess.WithoutModels) { ["LIBRARY_SIDECAR_DELAY_SECONDS"] = "0" };
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    [Fact]
    public async Task Sidecars_whose_writing_was_killed_three_times_are_whole_and_all_written()
    {
        var pictures = ManyPictures.Write(_pictures.FullName, Count);
        string folder;
        IReadOnlyList<string> images;
        await using (var first = await LimnerProcess.StartAsync(_data.FullName, environment: Environment))
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            var added = await client.AddFolderAsync(_pictures.FullName);
            folder = added.GetProperty("id").GetString()!;
            await client.WaitForJobAsync(added.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(3));
            images = [.. (await client.GetAllAsync("images")).Select(image => image.GetProperty("id").GetString()!)];
            foreach (var image in images)
            {
                await client.PutAsync($"images/{image}/tags/first");
            }

            await client.PatchAsync($"folders/{folder}", new { write_sidecars = true });
            await UntilAsync(() => Sidecars().Count() >= Count / 4);
            await first.KillAsync();
        }

        ShouldBeWhole();
        for (var kill = 1; kill < 3; kill++)
        {
            await using var server = await LimnerProcess.StartAsync(_data.FullName, environment: Environment);
            using var client = await LimnerClient.SignInAsync(server.Address);
            foreach (var image in images.Take(Count / 2))
            {
                await client.PutAsync($"images/{image}/tags/round{kill}");
            }

            await UntilAsync(() => Sidecars().Count(path => File.ReadAllText(path).Contains($"round{kill}", StringComparison.Ordinal)) >= 3);
            await server.KillAsync();
            ShouldBeWhole();
        }

        await using var last = await LimnerProcess.StartAsync(_data.FullName, environment: Environment);
        await UntilAsync(() => Sidecars().Count() == Count && Sidecars().Count(path => File.ReadAllText(path).Contains("round2", StringComparison.Ordinal)) == Count / 2 && !Left().Any());
        ShouldBeWhole();
        Directory.GetFiles(_pictures.FullName, "*", SearchOption.AllDirectories).Length.ShouldBe(pictures.Count + Count);
        (await last.StopAsync()).ShouldBe(0, last.Output);
    }

    private IEnumerable<string> Sidecars() => Directory.EnumerateFiles(_pictures.FullName, "*.xmp", SearchOption.AllDirectories);

    private IEnumerable<string> Left() => Directory.EnumerateFiles(_pictures.FullName, ".*.limner-tmp", SearchOption.AllDirectories);

    private void ShouldBeWhole()
    {
        foreach (var path in Sidecars())
        {
            XDocument.Parse(File.ReadAllText(path)).Descendants().Count(element => element.Name.LocalName == "li" && element.Value == "first").ShouldBe(1, path);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(deadline).ShouldBeLessThan(TimeSpan.FromMinutes(3));
            await Task.Delay(10);
        }
    }
}

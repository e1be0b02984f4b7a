using System.Collections.Concurrent;
using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>Reads every document of a folder and says how well, by kind and in all, beside the peers.</summary>
internal static class ScoreCommand
{
    /// <param name="keep">Where NAME.read.json goes, to look at.</param>
    /// <returns>Whether all was read and every target of <see cref="Targets"/> is met.</returns>
    public static async Task<bool> RunAsync(string folder, IEngine engine, bool scans, bool peers, string? only, int atOnce, string? keep)
    {
        var results = new ConcurrentBag<Result>();
        var failures = new ConcurrentBag<string>();
        var files = Directory.EnumerateFiles(folder, "*.truth.json").Where(file => only is null || Path.GetFileName(file).StartsWith(only, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (keep is not null)
        {
            Directory.CreateDirectory(keep);
        }

        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (file, _) =>
        {
            var name = Path.GetFileName(file)[..^".truth.json".Length];
            var truth = LayoutDocument.Read(await File.ReadAllBytesAsync(file, CancellationToken.None));
            var pdf = Path.Combine(folder, name + (scans ? ".scan.pdf" : ".pdf"));
            if (!File.Exists(pdf))
            {
                throw new UsageException($"{pdf} is not there.");
            }

            var others = new List<TextScore>();
            foreach (var (_, readAsync) in peers ? scans ? Peers.ForScans : Peers.ForText : [])
            {
                others.Add(TextScore.Of(truth, await readAsync(pdf, truth.Pages.Count)));
            }

            try
            {
                var reading = await engine.ReadAsync(pdf);
                if (keep is not null)
                {
                    await File.WriteAllBytesAsync(Path.Combine(keep, name + ".read.json"), reading.Json, CancellationToken.None);
                }

                results.Add(new Result(name, truth, TextScore.Of(truth, LinearText.Of(reading.Document)), StructureScore.Of(truth, reading.Document), reading.Seconds, reading.PeakBytes, others));
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.Text.Json.JsonException)
            {
                // It counts as read to nothing: a program does not get better by failing.
                failures.Add($"{name}: {exception.Message}");
                var nothing = new LayoutDocument([], []);
                results.Add(new Result(name, truth, new TextScore(new OrderScore(0, 1, 1, 0), 0), StructureScore.Of(truth, nothing), 0, 0, others));
            }
        });
        IReadOnlyList<Result> ordered = [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
        ScoreReport.Write(ordered, peers ? [.. (scans ? Peers.ForScans : Peers.ForText).Select(peer => peer.Name)] : []);
        foreach (var failure in failures.Order(StringComparer.Ordinal))
        {
            Console.WriteLine($"failed: {failure}");
        }

        return Targets.Check(ordered, scans) && failures.IsEmpty;
    }
}

internal sealed record Result(string Name, LayoutDocument Truth, TextScore Text, StructureScore Structure, double Seconds, long PeakBytes, IReadOnlyList<TextScore> Peers);

using System.Globalization;
using Limner.Imaging;
using Limner.Tagging;
using Limner.Vision.Ocr;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Ocr;

/// <summary>How many pictures with text the gate misses, and how many without it lets through: over a list that was labelled by eye before anything was scored.</summary>
internal static class GateBenchmark
{
    /// <param name="list">Lines of "1 or 0, tab, path below <paramref name="root"/>"; 1 carries text that can be read.</param>
    /// <param name="root">Where the packages were unpacked.</param>
    /// <param name="verbose">Whether each picture's score is printed.</param>
    public static async Task RunAsync(string list, string root, bool verbose)
    {
        await using var services = OcrServices.Build();
        var gate = services.GetRequiredService<ITextGate>();
        var decoder = services.GetRequiredService<PictureDecoder>();
        var threshold = new OcrOptions().GateThreshold;
        var scores = new List<(string Path, bool HasText, float Score)>();
        foreach (var line in await File.ReadAllLinesAsync(list))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var path = line[2..];
            var file = await File.ReadAllBytesAsync(Path.Join(root, path));
            using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
            scores.Add((path, line[0] == '1', await gate.ScoreAsync(picture.Square, CancellationToken.None)));
        }

        foreach (var (path, hasText, score) in scores.Where(score => verbose || (score.HasText && score.Score < threshold)).OrderBy(score => score.Score))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {score:F3} {(hasText ? "text" : "none")} {path}"));
        }

        // The first two names are the package: deb/NAME, npm/NAME@VERSION (a scope's slash is written +).
        foreach (var source in scores.GroupBy(score => string.Join('/', score.Path.Split('/').Take(2))))
        {
            Print(source.Key, [.. source], threshold);
        }

        Print("all", scores, threshold);
    }

    private static void Print(string name, List<(string Path, bool HasText, float Score)> scores, double threshold)
    {
        var text = scores.FindAll(score => score.HasText);
        var none = scores.FindAll(score => !score.HasText);
        var missed = text.Count(score => score.Score < threshold);
        var wrong = none.Count(score => score.Score >= threshold);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {text.Count,4} with text, {missed,3} missed ({Share(missed, text.Count):P1}); {none.Count,4} without, {wrong,3} let through ({Share(wrong, none.Count):P1})"));
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Limner.Imaging;
using Limner.Safety.Processes;
using Limner.Vision.Ocr;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Ocr;

/// <summary>
/// How many words of public pictures (signs, plates, screens) are found, beside the program tesseract in the same run. Words, not characters: the order of the
/// words on a photograph is nobody's truth, and a search asks for words.
/// </summary>
internal static class WordsBenchmark
{
    // Tesseract's two ways that fit: a page by itself, and text scattered over a picture.
    private static readonly string[] Segmentations = ["3", "11"];

    /// <param name="list">Lines of "path below <paramref name="root"/>, tab, the words on it".</param>
    /// <param name="root">Where the packages were unpacked.</param>
    /// <param name="verbose">Whether the words that were not found, and those found too much, are printed.</param>
    public static async Task RunAsync(string list, string root, bool verbose)
    {
        await using var services = OcrServices.Build();
        var recognizer = services.GetRequiredService<ITextRecognizer>();
        var decoder = services.GetRequiredService<PictureDecoder>();
        var processes = services.GetRequiredService<LimitedProcessRunner>();
        var totals = new Found[1 + Segmentations.Length];
        var words = 0;
        Console.WriteLine($"{"picture",-44} words   found, s    {string.Join("    ", Segmentations.Select(mode => $"tesseract psm {mode}"))}");
        foreach (var line in (await File.ReadAllLinesAsync(list)).Where(line => !line.StartsWith('#')))
        {
            var (name, text) = (line.Split('\t')[0], line.Split('\t')[1]);
            var path = Path.Join(root, name);
            var expected = Words(text);
            var results = new List<Found> { await OursAsync(recognizer, decoder, path, expected, verbose) };
            foreach (var mode in Segmentations)
            {
                results.Add(await TesseractAsync(processes, path, mode, expected));
            }

            words += expected.Count;
            for (var i = 0; i < totals.Length; i++)
            {
                totals[i] = new Found(totals[i].Count + results[i].Count, totals[i].More + results[i].More, totals[i].Seconds + results[i].Seconds);
            }

            Print(name.Length > 44 ? string.Concat("…", name.AsSpan(name.Length - 43)) : name, expected.Count, results);
        }

        Print("all", words, totals);
    }

    private static async Task<Found> OursAsync(ITextRecognizer recognizer, PictureDecoder decoder, string path, List<string> expected, bool verbose)
    {
        var clock = Stopwatch.StartNew();
        using var picture = decoder.DecodeBounded(await File.ReadAllBytesAsync(path), TextRecognitionOptions.MaximumSide, CancellationToken.None);
        var read = await recognizer.RecognizeAsync(picture, new TextRecognitionOptions(), CancellationToken.None);
        var text = string.Join('\n', read.Lines.Select(line => line.Text));
        if (verbose)
        {
            Console.WriteLine($"    missed: {string.Join(' ', expected.Except(Words(text)))}; wrong: {string.Join(' ', Words(text).Except(expected))}");
        }

        return Count(expected, text, clock);
    }

    private static async Task<Found> TesseractAsync(LimitedProcessRunner processes, string path, string mode, List<string> expected)
    {
        var clock = Stopwatch.StartNew();
        var output = await processes.RunAsync(
            new LimitedProcess("env", ["OMP_THREAD_LIMIT=1", "tesseract", path, "-", "-l", "eng", "--psm", mode]) { Limits = new ProcessLimits { MemoryBytes = 2L << 30 } },
            CancellationToken.None);
        return Count(expected, Encoding.UTF8.GetString(output.Output.Span), clock);
    }

    private static Found Count(List<string> expected, string text, Stopwatch clock)
    {
        var left = Words(text);
        var count = expected.Count(left.Remove);
        return new Found(count, left.Count, clock.Elapsed.TotalSeconds);
    }

    private static List<string> Words(string text)
        => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.', ',', ':', ';', '!', '"', '\'', '(', ')', '|', '-').ToUpperInvariant()).Where(word => word.Length > 0)];

    private static void Print(string name, int words, IReadOnlyList<Found> results)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {words,5}   ") + string.Join("    ", results.Select(
            result => string.Create(CultureInfo.InvariantCulture, $"{result.Count,3} (+{result.More} wrong) {result.Seconds:F1}"))));

    private readonly record struct Found(int Count, int More, double Seconds);
}

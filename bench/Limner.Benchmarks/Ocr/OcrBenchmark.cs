using System.Diagnostics;
using System.Globalization;
using Limner.Imaging;
using Limner.Safety.Processes;
using Limner.Testing.Ocr;
using Limner.Vision.Ocr;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Ocr;

/// <summary>Character error rate and time on pages of known text (NAME.png beside NAME.txt), beside the program tesseract in the same run.</summary>
internal static class OcrBenchmark
{
    public static async Task RunAsync(string folder, bool peer, bool verbose)
    {
        await using var services = OcrServices.Build();
        var recognizer = services.GetRequiredService<ITextRecognizer>();
        var decoder = services.GetRequiredService<PictureDecoder>();
        var processes = services.GetRequiredService<LimitedProcessRunner>();
        await GateAsync(services.GetRequiredService<ITextGate>(), decoder);
        Console.WriteLine($"{"page",-34} {"CER",8} {"no space",9} {"s",7}{(peer ? $" {"tesseract CER",14} {"s",7}" : "")}");
        foreach (var (path, language) in Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal).SelectMany(path => LanguagesOf(path).Select(language => (path, language))))
        {
            var expected = await File.ReadAllTextAsync(Path.ChangeExtension(path, ".txt"));
            var file = await File.ReadAllBytesAsync(path);
            using var picture = decoder.DecodeBounded(file, TextRecognitionOptions.MaximumSide, CancellationToken.None);
            var clock = Stopwatch.StartNew();
            var read = await recognizer.RecognizeAsync(picture, new TextRecognitionOptions { Languages = ["eng", language] }, CancellationToken.None);
            var seconds = clock.Elapsed.TotalSeconds;
            var text = string.Join('\n', read.Lines.Select(line => line.Text));
            var row = string.Create(
                CultureInfo.InvariantCulture,
                $"{$"{Path.GetFileNameWithoutExtension(path)} ({language})",-34} {CharacterErrors.Rate(expected, text),8:P2} {CharacterErrors.Rate(WithoutSpaces(expected), WithoutSpaces(text)),9:P2} {seconds,7:F2}");
            if (peer)
            {
                clock.Restart();
                var output = await processes.RunAsync(
                    new LimitedProcess("env", ["OMP_THREAD_LIMIT=1", "tesseract", path, "-", "-l", language, "--psm", "1", "--dpi", "200"]) { Limits = new ProcessLimits { MemoryBytes = 2L << 30 } },
                    CancellationToken.None);
                row += string.Create(CultureInfo.InvariantCulture, $" {CharacterErrors.Rate(expected, System.Text.Encoding.UTF8.GetString(output.Output.Span)),14:P2} {clock.Elapsed.TotalSeconds,7:F2}");
            }

            Console.WriteLine(row);
            if (verbose)
            {
                foreach (var line in read.Lines)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {line.Confidence:F3} {line.Engine,-9} {line.Text}"));
                }
            }
        }
    }

    /// <summary>Languages that a page is read with beside English, one after the other; those with marks also without their own.</summary>
    private static string[] LanguagesOf(string path) => Path.GetFileName(path).Split('-')[0] switch
    {
        "korean" => ["kor"],
        "german" => ["eng", "deu"],
        "french" => ["eng", "fra"],
        "spanish" => ["eng", "spa"],
        _ => ["eng"],
    };

    /// <summary>What the gate adds to the scan of a picture: the median over the sample pictures, one after the other.</summary>
    private static async Task GateAsync(ITextGate gate, PictureDecoder decoder)
    {
        var times = new List<double>();
        foreach (var path in Directory.EnumerateFiles(Testing.Repository.Samples, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = await File.ReadAllBytesAsync(path);
            using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
            for (var i = 0; i < 10; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await gate.ScoreAsync(picture.Square, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text gate: {times[times.Count / 2]:F2} ms a picture in the median of {times.Count}, {times[times.Count * 95 / 100]:F2} ms in the 95th percentile"));
    }

    private static string WithoutSpaces(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}

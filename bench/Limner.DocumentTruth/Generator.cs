using System.Diagnostics;
using Limner.DocumentTruth.Layout;
using Limner.DocumentTruth.Scanning;

namespace Limner.DocumentTruth;

/// <summary>Writes NAME.pdf, NAME.truth.json and, when asked for, NAME.scan.pdf (its pages as pictures) into a folder.</summary>
internal static class Generator
{
    public static async Task RunAsync(string folder, int from, int seeds, bool scans, string? only)
    {
        Directory.CreateDirectory(folder);
        var clock = Stopwatch.StartNew();
        var (documents, pages) = (0, 0);
        await using var chromium = await Chromium.StartAsync();
        foreach (var (name, make) in Kinds.Documents(from, seeds).Where(document => only is null || document.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            var sheet = make();
            var (pdf, truth) = await chromium.PrintAsync(sheet);
            var path = Path.Combine(folder, name);
            await File.WriteAllBytesAsync($"{path}.pdf", pdf);
            if (sheet.ScannedPage > 0)
            {
                await Scanner.ReplaceAsync($"{path}.pdf", sheet.ScannedPage, truth.Pages.Count, seed: documents);
            }

            await File.WriteAllBytesAsync($"{path}.truth.json", truth.ToJson());
            if (scans)
            {
                await File.WriteAllBytesAsync($"{path}.scan.pdf", await Scanner.ScanAsync($"{path}.pdf", truth.Pages.Count, seed: documents));
            }

            documents++;
            pages += truth.Pages.Count;
        }

        Console.WriteLine(FormattableString.Invariant($"{documents} documents of {pages} pages in {clock.Elapsed.TotalSeconds:F1} s: {folder}"));
    }
}

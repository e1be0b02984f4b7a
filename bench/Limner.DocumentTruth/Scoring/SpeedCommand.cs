namespace Limner.DocumentTruth.Scoring;

/// <summary>How fast documents are read, and in how much memory: the documents of a folder put together to long ones.</summary>
internal static class SpeedCommand
{
    private const int Short = 50;
    private const int Long = 400;
    private const int Scanned = 10;

    public static async Task RunAsync(string folder, Engine engine)
    {
        var printed = Directory.EnumerateFiles(folder, "*.truth.json").Order(StringComparer.Ordinal).Select(file => file[..^".truth.json".Length] + ".pdf").ToList();
        var scans = Directory.EnumerateFiles(folder, "*.scan.pdf").Order(StringComparer.Ordinal).ToList();
        var directory = Directory.CreateTempSubdirectory("limner-truth-");
        try
        {
            // What the program needs before it reads: subtracted, for a server has it behind it.
            var start = await ReadAsync(engine, directory.FullName, printed, 1, "one");
            var few = await ReadAsync(engine, directory.FullName, printed, Short, "short");
            var many = await ReadAsync(engine, directory.FullName, printed, Long, "long");
            Line($"{"pages",-24} {"s",8} {"pages a s",10} {"MB",6}");
            Row("1 (the start)", 1, start, 0);
            Row($"{Short} born digital", Short, few, start.Seconds);
            Row($"{Long} born digital", Long, many, start.Seconds);
            Line($"memory of {Long} pages over that of {Short}: {(many.PeakBytes - few.PeakBytes) / 1048576.0:F0} MB");
            if (scans.Count > 0)
            {
                var scanned = await ReadAsync(engine, directory.FullName, scans, Scanned, "scans");
                Row($"{Scanned} scans, A4, 200 dpi", Scanned, scanned, start.Seconds);
                Line($"{(scanned.Seconds - start.Seconds) / Scanned:F2} s a scanned page");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The documents one after the other, again and again, up to so many pages.</summary>
    private static async Task<Reading> ReadAsync(Engine engine, string directory, List<string> documents, int pages, string name)
    {
        var single = Path.Combine(directory, $"{name}-all.pdf");
        var file = Path.Combine(directory, $"{name}.pdf");
        var parts = Enumerable.Range(0, pages).Select(i => documents[i % documents.Count]).ToList();
        await Programs.RunAsync("pdfunite", [.. parts, single]);

        // Each has a page or more.
        await Programs.RunAsync("qpdf", ["--empty", "--pages", single, FormattableString.Invariant($"1-{pages}"), "--", file]);
        return await engine.ReadAsync(file);
    }

    private static void Row(string what, int pages, Reading reading, double start)
        => Line($"{what,-24} {reading.Seconds,8:F2} {(start > 0 ? FormattableString.Invariant($"{pages / (reading.Seconds - start):F1}") : ""),10} {reading.PeakBytes >> 20,6}");

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}

using System.Diagnostics;
using Limner.Imaging.Metadata;

namespace Limner.Benchmarks.Metadata;

/// <summary>The metadata of every file of a folder, as a scan reads it: the bytes once into memory, then the reader. One thread, like the peers.</summary>
internal static class MetadataBenchmark
{
    public static void Run(string folder)
    {
        var reader = new MetadataReader(TimeProvider.System);
        var files = Directory.GetFiles(folder);
        Array.Sort(files, StringComparer.Ordinal);

        // The code is compiled by the first files; a server does that once in its life, the peers come compiled.
        foreach (var file in files.Take(200))
        {
            reader.Read(File.ReadAllBytes(file));
        }

        var (titled, keywords, memoryHalfway) = (0, 0L, 0L);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < files.Length; i++)
        {
            var metadata = reader.Read(File.ReadAllBytes(files[i]));
            titled += metadata.Words.Title is null ? 0 : 1;
            keywords += metadata.Words.Keywords?.Count ?? 0;
            memoryHalfway = i == files.Length / 2 ? PeakMemory() : memoryHalfway;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            $"{"Limner's reader",-36} {seconds:F2} s, {files.Length / seconds:N0} files/s, {memoryHalfway >> 20} MB at most after half, {PeakMemory() >> 20} MB after all; {titled:N0} titles, {keywords:N0} keywords");
    }

    private static long PeakMemory()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}

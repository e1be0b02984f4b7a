using System.Diagnostics.Metrics;
using Limner.Library.Thumbnails;

namespace Limner.Library;

/// <summary>What an operator may want to watch of the scans.</summary>
internal sealed class LibraryMeter : IDisposable
{
    public const string Name = "Limner.Library";

    private readonly Meter _meter;

    public LibraryMeter(IMeterFactory meters, PreviewStatistics previews)
    {
        _meter = meters.Create(Name);
        FilesRead = _meter.CreateCounter<long>("limner.library.files", "{file}", "Files a scan has finished with, by outcome.");
        BytesRead = _meter.CreateCounter<long>("limner.library.bytes_read", "By", "Bytes of originals read by scans.");
        AnalyzerFailures = _meter.CreateCounter<long>("limner.library.analyzer_failures", "{picture}", "Pictures an analyzer failed on, by kind.");
        PreviewsRendered = _meter.CreateCounter<long>("limner.library.previews_rendered", "{preview}", "Previews rendered because the cache did not have them.");
        _meter.CreateObservableCounter(
            "limner.library.previews",
            () => new Measurement<long>[] { new(previews.Memory.Value, From("memory")), new(previews.Disk.Value, From("disk")), new(previews.Rendered.Value, From("original")) },
            "{preview}",
            "Previews sent, by where they came from.");
    }

    public Counter<long> FilesRead { get; }

    public Counter<long> BytesRead { get; }

    public Counter<long> AnalyzerFailures { get; }

    public Counter<long> PreviewsRendered { get; }

    private static KeyValuePair<string, object?> From(string where) => new("from", where);

    public void Dispose() => _meter.Dispose();
}

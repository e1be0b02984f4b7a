using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Keeps the previews rendered on view within <c>storage.max_cache_size_mb</c>: when they outgrow it, the least recently viewed go until a
/// tenth is free again. Small thumbnails do not count; each picture has one.
/// </summary>
internal sealed class PreviewCacheLimit(ThumbnailStore store, IOptionsMonitor<StorageOptions> storage, ILogger<PreviewCacheLimit> logger)
{
    private readonly Lock _gate = new();
    private long? _bytes;

    private long Limit => (long)storage.CurrentValue.MaxCacheSizeMb << 20;

    /// <summary>Call after a preview was written.</summary>
    /// <param name="bytes">Its size.</param>
    public void Added(long bytes)
    {
        lock (_gate)
        {
            // What is on disk from before is counted once, when the first preview of this run is added to it.
            _bytes = _bytes is { } known ? known + bytes : store.FindLarger().Sum(file => file.Length);
            if (_bytes > Limit)
            {
                _bytes = Trim();
            }
        }
    }

    /// <returns>How many bytes are left.</returns>
    private long Trim()
    {
        var files = store.FindLarger().OrderBy(file => file.LastAccessTimeUtc).ToList();
        var bytes = files.Sum(file => file.Length);
        var target = Limit - (Limit / 10);
        var removed = 0;
        foreach (var file in files.TakeWhile(_ => bytes > target))
        {
            bytes -= file.Length;
            removed++;
            file.Delete();
        }

        Log.CacheTrimmed(logger, removed, bytes >> 20);
        return bytes;
    }
}

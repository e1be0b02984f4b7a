using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Keeps the previews rendered on view within <c>storage.max_cache_size_mb</c>: when they outgrow it, the least recently viewed go until a
/// tenth is free again. The scans' thumbnails do not count; each picture has one. It is done aside: nobody who looks at a picture waits for it.
/// </summary>
internal sealed class PreviewCacheLimit(ThumbnailStore store, IOptionsMonitor<StorageOptions> storage, ILogger<PreviewCacheLimit> logger)
{
    private readonly Lock _gate = new();
    private long? _bytes;
    private long _addedMeanwhile;
    private Task _counting = Task.CompletedTask;

    /// <summary>What they take at this moment; null before they have been counted.</summary>
    public long? Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    public long Limit => (long)storage.CurrentValue.MaxCacheSizeMb << 20;

    /// <summary>Ends when what was begun has been done.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _counting;
            }
        }
    }

    /// <summary>Call after a preview was written.</summary>
    /// <param name="bytes">Its size.</param>
    public void Added(long bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
            _addedMeanwhile += bytes;
            if (_counting.IsCompleted && (_bytes is null || _bytes > Limit))
            {
                // What is on disk from before is counted once, when the first preview of this run is added to it.
                _addedMeanwhile = 0;
                _counting = Task.Run(CountAndTrim);
            }
        }
    }

    private void CountAndTrim()
    {
        try
        {
            var left = Trim();
            lock (_gate)
            {
                _bytes = left + _addedMeanwhile;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Tried again with the next preview.
            Log.CacheNotTrimmed(logger, exception);
        }
    }

    /// <returns>How many bytes are left.</returns>
    private long Trim()
    {
        var files = store.FindRendered().Select(Look).OfType<Seen>().OrderBy(file => file.ViewedAt).ToList();
        var bytes = files.Sum(file => file.Length);
        if (bytes <= Limit)
        {
            return bytes;
        }

        var target = Limit - (Limit / 10);
        var removed = 0;
        foreach (var file in files.TakeWhile(_ => bytes > target))
        {
            File.Delete(file.Path);
            bytes -= file.Length;
            removed++;
        }

        Log.CacheTrimmed(logger, removed, bytes >> 20);
        return bytes;
    }

    /// <summary>Null when it has gone since it was listed.</summary>
    private static Seen? Look(FileInfo file)
    {
        try
        {
            return new Seen(file.FullName, file.Length, file.LastAccessTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed record Seen(string Path, long Length, DateTime ViewedAt);
}

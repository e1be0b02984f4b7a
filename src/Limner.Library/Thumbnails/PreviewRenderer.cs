using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Kernel.Errors;
using Limner.Library.Images;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Previews of images, from memory, from disk or rendered now. However many ask for the same preview at once, it is rendered once; when all of them
/// have gone before its turn came, it is not rendered at all.
/// </summary>
internal sealed class PreviewRenderer(
    IDatabase database,
    ThumbnailStore store,
    PreviewMemory memory,
    PreviewCacheLimit limit,
    RenderQueue queue,
    PreviewStatistics statistics,
    ImageOriginals images,
    PictureConverter converter,
    PictureDecoder decoder,
    IOptionsMonitor<StorageOptions> storage,
    LibraryMeter meter,
    IHostApplicationLifetime lifetime,
    ILogger<PreviewRenderer> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PreviewKey, Rendering> _running = [];

    private int Quality => storage.CurrentValue.ThumbnailQuality;

    /// <exception cref="LimnerException">The preview is not cached and no original of the image can be read, or too much is being rendered.</exception>
    public ValueTask<Preview> GetAsync(long imageId, PreviewKey key, CancellationToken cancellation)
    {
        if (memory.Find(key) is { } known && known.IsOf(Quality))
        {
            statistics.Memory.Count();
            return ValueTask.FromResult(known);
        }

        return new ValueTask<Preview>(FindOrRenderAsync(imageId, key, cancellation));
    }

    /// <summary>
    /// The picture as JPEG for whom it is sent once: from a cached preview that is large enough, else from the original. It is not kept: a model that looks at
    /// a whole library would push everything that people look at out of the cache.
    /// </summary>
    /// <param name="pictureSide">The original's long side, in pixels.</param>
    /// <exception cref="LimnerException">As <see cref="GetAsync"/>.</exception>
    public async Task<byte[]> RenderUnkeptAsync(long imageId, string sha256, int pictureSide, int longSide, int quality, CancellationToken cancellation)
    {
        var wanted = Math.Min(pictureSide, longSide);
        var source = await FindAtLeastAsync(sha256, wanted, longSide * 2, cancellation);
        using (await queue.EnterAsync(large: longSide > PreviewSizes.Medium, cancellation))
        {
            var bytes = source ?? (await converter.OpenAsync(await ReadOriginalAsync(imageId, sha256, cancellation), cancellation)).Bytes;
            return await Task.Run(() => decoder.RenderPreview(bytes, longSide, PreviewFormat.Jpeg, quality, cancellation), cancellation);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> FindAtLeastAsync(string sha256, int least, int most, CancellationToken cancellation)
    {
        foreach (var side in PreviewSizes.Ladder.Where(side => side >= least && side <= Math.Max(most, PreviewSizes.Small)))
        {
            foreach (var format in new[] { PreviewFormat.Webp, PreviewFormat.Jpeg, PreviewFormat.Avif })
            {
                var key = new PreviewKey(sha256, side, format);
                if ((memory.Find(key) ?? await store.FindAsync(key, cancellation)) is { } preview)
                {
                    return preview.Bytes;
                }
            }
        }

        return null;
    }

    private async Task<Preview> FindOrRenderAsync(long imageId, PreviewKey key, CancellationToken cancellation)
    {
        var stored = await store.FindAsync(key, cancellation);
        if (stored is not null && stored.IsOf(Quality))
        {
            statistics.Disk.Count();
            memory.Add(key, stored);
            return stored;
        }

        try
        {
            return await RenderSharedAsync(imageId, key, cancellation);
        }
        catch (LimnerException) when (stored is not null)
        {
            // Of another quality than the setting asks for now; better than none while its original cannot be had.
            statistics.Disk.Count();
            return stored;
        }
    }

    /// <summary>Rendering belongs to all who wait for it: one of them going away does not stop it for the others.</summary>
    private async Task<Preview> RenderSharedAsync(long imageId, PreviewKey key, CancellationToken cancellation)
    {
        Rendering? rendering;
        lock (_gate)
        {
            if (!_running.TryGetValue(key, out rendering))
            {
                var own = rendering = new Rendering(lifetime.ApplicationStopping);
                _running.Add(key, own);
                own.Task = Task.Run(() => RunAsync(imageId, key, own), CancellationToken.None);
            }

            rendering.Waiting++;
        }

        try
        {
            return await rendering.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_gate)
            {
                if (--rendering.Waiting == 0 && rendering is { HasBegun: false, IsOver: false })
                {
                    Forget(key, rendering);
                    rendering.Stop.Cancel();
                }
            }
        }
    }

    private async Task<Preview> RunAsync(long imageId, PreviewKey key, Rendering rendering)
    {
        var cancellation = rendering.Stop.Token;
        try
        {
            // What is no larger than the thumbnail is made from it: without the original, which may be on a disk that is not there.
            var thumbnail = key.LongSide <= PreviewSizes.Small && !key.IsThumbnail
                ? await GetAsync(imageId, PreviewKey.Thumbnail(key.Sha256), cancellation)
                : null;
            using (await queue.EnterAsync(large: key.LongSide > PreviewSizes.Medium, cancellation))
            {
                lock (_gate)
                {
                    cancellation.ThrowIfCancellationRequested();
                    rendering.HasBegun = true;
                }

                return await RenderAsync(imageId, key, thumbnail, cancellation);
            }
        }
        finally
        {
            lock (_gate)
            {
                Forget(key, rendering);
                rendering.IsOver = true;
                rendering.Stop.Dispose();
            }
        }
    }

    private async Task<Preview> RenderAsync(long imageId, PreviewKey key, Preview? thumbnail, CancellationToken cancellation)
    {
        var quality = Quality;
        var source = thumbnail?.Bytes ?? (await converter.OpenAsync(await ReadOriginalAsync(imageId, key.Sha256, cancellation), cancellation)).Bytes;
        var picture = await Task.Factory.StartNew(
            () => decoder.RenderPreview(source, key.LongSide, key.Format, quality, cancellation),
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var preview = new Preview(key, quality, picture);
        var size = store.Write(key, quality, picture);
        memory.Add(key, preview);
        statistics.Rendered.Count();
        meter.PreviewsRendered.Add(1, new("long_side", key.LongSide), new("format", PreviewFormats.Extension(key.Format)));
        if (key.IsThumbnail)
        {
            Log.PreviewHealed(logger, key.LongSide);
        }
        else
        {
            limit.Added(size);
        }

        return preview;
    }

    private async Task<ReadOnlyMemory<byte>> ReadOriginalAsync(long imageId, string sha256, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await images.ReadAsync(db, imageId, sha256, cancellation);
    }

    /// <summary>Under the lock. Another rendering of the same preview may have begun since.</summary>
    private void Forget(PreviewKey key, Rendering rendering)
    {
        if (_running.TryGetValue(key, out var running) && running == rendering)
        {
            _running.Remove(key);
        }
    }

    private sealed class Rendering(CancellationToken stopping)
    {
        public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(stopping);

        public Task<Preview> Task { get; set; } = null!;

        public int Waiting { get; set; }

        public bool HasBegun { get; set; }

        public bool IsOver { get; set; }
    }
}

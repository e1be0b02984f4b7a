using System.Collections.Concurrent;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Library.Images;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Previews of images, from the cache or rendered now. However many ask for the same preview at once, it is rendered once; and no more
/// are rendered side by side than there are cores.
/// </summary>
internal sealed class PreviewRenderer(
    IDatabase database,
    ThumbnailStore store,
    PreviewCacheLimit limit,
    ImageOriginals images,
    PictureDecoder decoder,
    IOptionsMonitor<StorageOptions> storage,
    LibraryMeter meter,
    IHostApplicationLifetime lifetime,
    ILogger<PreviewRenderer> logger) : IDisposable
{
    private readonly ConcurrentDictionary<(string Sha256, int LongSide), Lazy<Task<byte[]>>> _running = new();
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    /// <returns>WebP bytes.</returns>
    /// <exception cref="LimnerException">The preview is not cached and no original of the image can be read.</exception>
    public async Task<byte[]> GetAsync(long imageId, string sha256, PreviewSize size, CancellationToken cancellation)
    {
        if (await store.FindAsync(sha256, size.LongSide, cancellation) is { } cached)
        {
            return cached;
        }

        // Rendering belongs to all who wait for it: one of them going away must not stop it for the others.
        var rendering = _running.GetOrAdd((sha256, size.LongSide), _ => new Lazy<Task<byte[]>>(() => RenderAsync(imageId, sha256, size, lifetime.ApplicationStopping)));
        return await rendering.Value.WaitAsync(cancellation);
    }

    public void Dispose() => _cores.Dispose();

    private async Task<byte[]> RenderAsync(long imageId, string sha256, PreviewSize size, CancellationToken cancellation)
    {
        await _cores.WaitAsync(cancellation);
        try
        {
            if (await store.FindAsync(sha256, size.LongSide, cancellation) is { } cached)
            {
                return cached;
            }

            var original = await ReadOriginalAsync(imageId, cancellation);
            var webp = await Task.Factory.StartNew(
                () => decoder.RenderPreview(original, size.LongSide, storage.CurrentValue.ThumbnailQuality, cancellation),
                cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            store.Write(sha256, size.LongSide, webp);
            meter.PreviewsRendered.Add(1, new KeyValuePair<string, object?>("size", size.Name));
            if (size == PreviewSizes.Small)
            {
                Log.PreviewHealed(logger, size.LongSide);
            }
            else
            {
                limit.Added(webp.Length);
            }

            return webp;
        }
        finally
        {
            _cores.Release();
            _running.TryRemove((sha256, size.LongSide), out _);
        }
    }

    private async Task<byte[]> ReadOriginalAsync(long imageId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var size = await db.Set<ImageRow>().Where(image => image.Id == imageId)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => content.Size)
            .FirstAsync(cancellation);
        var (stream, _) = await images.OpenAsync(db, imageId, size, cancellation);
        await using (stream)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
            await stream.ReadExactlyAsync(bytes, cancellation);
            return bytes;
        }
    }
}

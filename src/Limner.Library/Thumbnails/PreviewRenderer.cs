using System.Collections.Concurrent;
using System.Security.Cryptography;
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

            var original = await ReadOriginalAsync(imageId, sha256, cancellation);
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

    /// <summary>
    /// What is cached under a hash is shown to everybody who has those bytes, for good: so they are hashed again here. The image may have
    /// got another content, or its file other bytes, since the hash was looked up.
    /// </summary>
    private async Task<byte[]> ReadOriginalAsync(long imageId, string sha256, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var size = await db.Set<ContentRow>().Where(content => content.Sha256 == sha256).Select(content => (long?)content.Size).FirstOrDefaultAsync(cancellation)
            ?? throw new LimnerException(ErrorCatalogue.FileChanging);
        var (stream, _) = await images.OpenAsync(db, imageId, size, cancellation);
        await using (stream)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
            try
            {
                await stream.ReadExactlyAsync(bytes, cancellation);
            }
            catch (IOException exception)
            {
                throw new LimnerException(exception is EndOfStreamException ? ErrorCatalogue.FileChanging : ErrorCatalogue.FileUnreadable, exception.Message, exception);
            }

            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256
                ? bytes
                : throw new LimnerException(ErrorCatalogue.FileChanging, "It was changed after the last scan.");
        }
    }
}

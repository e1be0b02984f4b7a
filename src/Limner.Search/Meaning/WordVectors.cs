using System.Security.Cryptography;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Storage.Caching;
using Limner.Vision.Embedding.ImageText;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>Vectors of words that are asked for, from the cache: a page further, or the same question with another filter, runs no network again.</summary>
internal sealed class WordVectors(ICache cache, IOptionsMonitor<CacheOptions> options)
{
    // Each run keeps a core busy: of many wordings at once, anybody's, no more are looked at than there are cores.
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <returns>Of length 1; shared with others, so not to be written to.</returns>
    /// <exception cref="LimnerException">As <see cref="ITextEncoder.EncodeAsync"/>.</exception>
    public ValueTask<float[]> OfAsync(IImageTextModel model, string words, CancellationToken cancellation)
        => cache.GetOrMakeAsync(
            $"embedding:{model.Model}:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(words)))}",
            new CachePolicy<float[]>(TimeSpan.FromSeconds(options.CurrentValue.EmbeddingSeconds), vector => vector.Length * sizeof(float)),
            token => EncodeAsync(model, words, token),
            cancellation);

    private async Task<float[]> EncodeAsync(IImageTextModel model, string words, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            // On the thread pool web requests would wait for a thread.
            return await Task.Factory.StartNew(
                () => model.Texts.EncodeAsync(words, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        }
        finally
        {
            _places.Release();
        }
    }
}

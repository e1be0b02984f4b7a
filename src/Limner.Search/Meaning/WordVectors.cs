using System.Security.Cryptography;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Storage.Caching;
using Limner.Vision.Embedding.ImageText;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>Vectors of words that are asked for, from the cache: a page further, or the same question with another filter, runs no network again.</summary>
internal sealed class WordVectors(ICache cache, TextEncoders encoders, IOptionsMonitor<CacheOptions> kept, IOptionsMonitor<SearchOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(3);

    /// <summary>Waits <see cref="SearchOptions.TextModelWaitSeconds"/> at most.</summary>
    /// <returns>Of length 1; shared with others, so not to be written to.</returns>
    /// <exception cref="LimnerException">As <see cref="TextEncoders.EncodeAsync"/>; <see cref="ErrorCatalogue.TextModelLoading"/>: not in that time.</exception>
    public async Task<float[]> OfAsync(IImageTextModel model, string words, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.CurrentValue.TextModelWaitSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await cache.GetOrMakeAsync(
                $"embedding:{model.Model}:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(words)))}",
                new CachePolicy<float[]>(TimeSpan.FromSeconds(kept.CurrentValue.EmbeddingSeconds), vector => vector.Length * sizeof(float)),
                token => encoders.EncodeAsync(model, words, token),
                either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new LimnerException(ErrorCatalogue.TextModelLoading, model.Id) { RetryAfter = AskAgain };
        }
    }
}

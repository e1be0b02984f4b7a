using System.Security.Cryptography;
using System.Text.Json;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Storage.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Search.Vectors;

/// <summary>
/// The contents of the images that a person sees and a filter leaves: among these a vector is looked for. Reading a hundred thousand ids takes longer than the
/// scan of their vectors, so a set is kept, under a key that ends with every committed write.
/// </summary>
internal sealed class ContentSets(ICache cache, IOptionsMonitor<CacheOptions> options, IDatabase database)
{
    /// <summary>One statement, or none. The set is shared: it is not to be added to.</summary>
    public ValueTask<ContentSet> OfAsync(Searcher searcher, ImageFilter filter, CancellationToken cancellation)
    {
        var question = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new Question(filter.Asked, filter.Query.Match, searcher.WithShared, searcher.WithAlbums)));
        return cache.GetOrMakeAsync(
            $"contents:{searcher.UserId}:{database.Version}:{Convert.ToHexString(question)}",
            new CachePolicy<ContentSet>(TimeSpan.FromSeconds(options.CurrentValue.SearchSeconds), set => set.Bytes),
            token => ReadAsync(searcher, filter, token),
            cancellation);
    }

    private async Task<ContentSet> ReadAsync(Searcher searcher, ImageFilter filter, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var set = new ContentSet();
        await foreach (var id in filter.Apply(db, searcher).Select(image => image.ContentId).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            set.Add(id);
        }

        return set;
    }

    /// <param name="Match">What of the words is demanded: the filters are the same whether it is all of them or what is left without the free ones.</param>
    private sealed record Question(FilterParameters Asked, string? Match, bool WithShared, bool WithAlbums);
}

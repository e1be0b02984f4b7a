using Limner.Documents;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Storage.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Search.Pages;

/// <summary>The pages of documents that a person sees: among these a vector is looked for. Kept as <see cref="ContentSets"/> are, under a key that ends with every committed write.</summary>
internal sealed class PageSets(ICache cache, IOptionsMonitor<CacheOptions> options, IDatabase database, IDocumentPages pages)
{
    /// <summary>One statement, or none. The set is shared: it is not to be added to.</summary>
    public ValueTask<ContentSet> OfAsync(long userId, CancellationToken cancellation)
        => cache.GetOrMakeAsync(
            $"pages:{userId}:{database.Version}",
            new CachePolicy<ContentSet>(TimeSpan.FromSeconds(options.CurrentValue.SearchSeconds), set => set.Bytes),
            token => ReadAsync(userId, token),
            cancellation);

    private async Task<ContentSet> ReadAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var set = new ContentSet();
        await foreach (var id in pages.VisibleTo(db, userId).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            set.Add(id);
        }

        return set;
    }
}

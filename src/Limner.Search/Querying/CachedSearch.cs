using System.Security.Cryptography;
using System.Text.Json;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Caching;
using Microsoft.Extensions.Options;

namespace Limner.Search.Querying;

/// <summary>
/// Pages of images as they are asked for, those that are searched for from the cache. What is kept holds for one person and for the database as it
/// was: every committed write leads to other keys, so that nobody ever sees what is no longer so, or somebody else's answer.
/// </summary>
internal sealed class CachedSearch(ICache cache, IOptionsMonitor<CacheOptions> options, IDatabase database, ImageSearch search, Visibility visibility, Gazetteer gazetteer)
{
    private const int SummaryBytes = 500;

    /// <inheritdoc cref="ImageFilter.Parse"/>
    public async ValueTask<Page<ImageSummary>> PageAsync(long userId, FilterParameters asked, string? sort, int take, string? cursor, CancellationToken cancellation)
    {
        var filter = ImageFilter.Parse(asked, gazetteer);
        var order = ImageOrders.Parse(sort, filter);

        // Without a filter a page comes from an index as quickly as it would be looked up.
        if (filter.IsEverything)
        {
            return await search.PageAsync(userId, filter, order, take, cursor, cancellation);
        }

        // The version grows before what is kept in memory of shares is forgotten. For that moment the same question is asked in another way, and is another one.
        var searcher = Searcher.For(visibility, userId);
        var question = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new Question(asked, order, take, cursor, searcher.WithShared, searcher.WithAlbums)));
        return await cache.GetOrMakeAsync(
            $"search:{userId}:{database.Version}:{Convert.ToHexString(question)}",
            new CachePolicy<Page<ImageSummary>>(TimeSpan.FromSeconds(options.CurrentValue.SearchSeconds), SizeOf),
            token => search.PageAsync(userId, filter, order, take, cursor, token),
            cancellation);
    }

    private static long SizeOf(Page<ImageSummary> page)
        => page.Items.Sum(image => SummaryBytes + (image.Matches?.Sum(match => (match.Text.Length * sizeof(char)) + (match.Marks.Count * 32) + 80) ?? 0));

    private sealed record Question(FilterParameters Asked, ImageOrder Order, int Take, string? Cursor, bool WithShared, bool WithAlbums);
}

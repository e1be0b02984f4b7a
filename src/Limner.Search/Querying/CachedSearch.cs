using System.Security.Cryptography;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Search.Fusion;
using Limner.Storage;
using Limner.Storage.Caching;
using Microsoft.Extensions.Options;

namespace Limner.Search.Querying;

/// <summary>
/// Pages of images as they are asked for, those that are searched for from the cache. What is kept holds for one person and for the database as it
/// was: every committed write leads to other keys, so that nobody ever sees what is no longer so, or somebody else's answer.
/// </summary>
internal sealed class CachedSearch(
    ICache cache, IOptionsMonitor<CacheOptions> options, IDatabase database, ImageSearch search, FusedSearch fused, FusedPages fusedPages, Visibility visibility, Gazetteer gazetteer)
{
    private const int SummaryBytes = 500;

    /// <param name="mode">See <see cref="SearchModes.Parse"/>; left out: by text and meaning in the order of relevance, by text in others.</param>
    /// <param name="threshold">0..1: the least score of what is found by meaning.</param>
    /// <inheritdoc cref="ImageFilter.Parse"/>
    public async ValueTask<ImagePage> PageAsync(
        long userId, FilterParameters asked, string? sort, int take, string? cursor, string? mode, double? threshold, CancellationToken cancellation)
    {
        var filter = ImageFilter.Parse(asked, gazetteer);
        var order = ImageOrders.Parse(sort, filter);
        var question = FusedQuestion.Of(filter, SearchModes.Parse(mode), threshold);

        // One state and one view of it for all parts of the answer. The version grows before what is kept in memory of shares is forgotten; for that moment the same
        // question is asked in another way, and is another one.
        var state = new State(database.Version, Searcher.For(visibility, userId));
        var answer = await RankAsync(state, question, order, cursor, cancellation);
        var page = answer.List is { } list
            ? await KeptAsync(state, new Question(asked, order, take, cursor, answer.Mode, list.LeastScore, list.Model), token => fusedPages.PageAsync(state.Searcher, filter, list, take, cursor, token), cancellation)

            // Without a filter a page comes from an index as quickly as it would be looked up.
            : filter.IsEverything ? await search.PageAsync(userId, filter, order, take, cursor, cancellation)
            : await KeptAsync(state, new Question(asked, order, take, cursor), token => search.PageAsync(userId, filter, order, take, cursor, token), cancellation);
        return new ImagePage(page.Items, page.NextCursor, page.Total, answer.Mode, answer.Reason);
    }

    private async Task<FusedAnswer> RankAsync(State state, FusedQuestion question, ImageOrder order, string? cursor, CancellationToken cancellation)
    {
        question.CheckOrder(order);
        if (!question.IsByText && order != ImageOrder.Relevance)
        {
            return new FusedAnswer(SearchMode.Text, null, question.Mode is null ? null : TextReason.Order);
        }

        if (!question.IsByText && question.Mode != SearchMode.Semantic && !Cursor.TryDecode(cursor, FusedPages.CursorName, out _))
        {
            // So many had the words on the page before that they were not ranked: the list goes on as it began.
            return new FusedAnswer(SearchMode.Text, null, TextReason.TooCommon);
        }

        return await fused.RankAsync(state.Searcher, state.Version, question, cancellation);
    }

    private async ValueTask<Page<ImageSummary>> KeptAsync(State state, Question question, Func<CancellationToken, Task<Page<ImageSummary>>> make, CancellationToken cancellation)
    {
        var key = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(question with { WithShared = state.Searcher.WithShared, WithAlbums = state.Searcher.WithAlbums }));
        return await cache.GetOrMakeAsync(
            $"search:{state.Searcher.UserId}:{state.Version}:{Convert.ToHexString(key)}",
            new CachePolicy<Page<ImageSummary>>(TimeSpan.FromSeconds(options.CurrentValue.SearchSeconds), SizeOf),
            make,
            cancellation);
    }

    private static long SizeOf(Page<ImageSummary> page)
        => page.Items.Sum(image => SummaryBytes + (image.Matches?.Sum(match => (match.Text.Length * sizeof(char)) + (match.Marks.Count * 32) + 80) ?? 0));

    private sealed record State(long Version, Searcher Searcher);

    private sealed record Question(FilterParameters Asked, ImageOrder Order, int Take, string? Cursor, SearchMode Mode = SearchMode.Text, double? LeastScore = null, string? Model = null)
    {
        public bool WithShared { get; init; }

        public bool WithAlbums { get; init; }
    }
}

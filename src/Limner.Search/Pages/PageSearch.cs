using Limner.Documents;
using Limner.Kernel.Errors;
using Limner.Search.Fusion;
using Limner.Search.Meaning;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Search.Pages;

/// <summary>Pages of documents by words: by those that stand on them, by what the words mean and the page shows, or by both, joined as pictures are (docs/decisions/0029). Eight statements at most.</summary>
internal sealed class PageSearch(
    IDatabase database, MeaningSpace spaces, WordVectors vectors, PageLikeness likeness, PageSets sets, IDocumentPages pages, IOptionsMonitor<SearchOptions> options, ILogger<PageSearch> logger)
{
    public const int MaxPages = 50;

    /// <param name="words">Not empty. All of them stand on a page, each as the beginning of a word; their meaning is that of the whole.</param>
    /// <param name="mode">Null: by both, where that can be done.</param>
    /// <param name="threshold">0..1, the least score of what is found by meaning; null: as for pictures.</param>
    /// <param name="count">1 to <see cref="MaxPages"/>.</param>
    /// <exception cref="LimnerException">Where nothing but meaning was asked for, as <see cref="FusedSearch.RankAsync"/>.</exception>
    public async Task<FoundPagesView> FindAsync(long userId, string words, SearchMode? mode, double? threshold, int count, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var text = mode == SearchMode.Semantic ? [] : await WithWordsAsync(db, userId, words, cancellation);
        var (meaning, reason) = mode == SearchMode.Text ? (null, null) : await ByMeaningAsync(db, userId, words, mode, threshold, count, cancellation);
        var joined = Join(text, meaning?.Hits ?? [], count);
        var ids = joined.ConvertAll(page => page.Id);
        var summaries = await pages.OfAsync(db, userId, ids, cancellation);
        var excerpts = await pages.ExcerptsAsync(db, words, joined.Where(page => page.TextRank is not null).Select(page => page.Id).ToList(), cancellation);
        var cosines = (meaning?.Hits ?? []).ToDictionary(hit => hit.ContentId, hit => hit.Cosine);
        return new FoundPagesView(
            [
                .. joined.Where(page => summaries.ContainsKey(page.Id)).Select(page => new FoundPage(
                    summaries[page.Id],
                    Math.Round(page.Score, 6),
                    page.TextRank,
                    page.MeaningRank,
                    excerpts.GetValueOrDefault(page.Id),
                    page.MeaningRank is null ? null : new MeaningView(words, Math.Round(meaning!.Scale.ScoreOf(cosines[page.Id]), 4), Math.Round(cosines[page.Id], 6)))),
            ],
            meaning is null ? SearchMode.Text : mode ?? SearchMode.Hybrid,
            reason,
            meaning?.Space.Model);
    }

    private async Task<IReadOnlyList<long>> WithWordsAsync(LimnerDb db, long userId, string words, CancellationToken cancellation)
    {
        var seen = await sets.OfAsync(userId, cancellation);
        return await pages.WithWordsAsync(db, words, seen.Contains, MeaningSearch.Depth, cancellation);
    }

    /// <returns>No hits and the reason where meaning could not be asked.</returns>
    private async Task<(MeaningHits? Hits, TextReason? Reason)> ByMeaningAsync(
        LimnerDb db, long userId, string words, SearchMode? mode, double? threshold, int count, CancellationToken cancellation)
    {
        var isSemantic = mode == SearchMode.Semantic;
        try
        {
            if (await spaces.ServingAsync(db, cancellation) is not { } serving)
            {
                var reason = spaces.Current is null ? TextReason.NoTextModel : TextReason.VectorsPending;
                return !isSemantic ? (null, reason) : throw new LimnerException(reason == TextReason.NoTextModel ? ErrorCatalogue.TextModelMissing : ErrorCatalogue.MeaningPending);
            }

            var (scale, least) = (serving.Model.TextScale, threshold ?? (isSemantic ? 0 : options.CurrentValue.MeaningThreshold));
            var query = new VectorQuery(await vectors.OfAsync(serving.Model, words, cancellation), count) { LeastCosine = scale.CosineOf(least) };
            var (space, hits) = await likeness.RankAsync(db, userId, serving.Space, query, cancellation);
            return (new MeaningHits(words, hits, scale, space ?? serving.Space), null);
        }
        catch (Exception exception) when (!isSemantic && exception is LimnerException or IOException or UnauthorizedAccessException)
        {
            // Whoever types words finds what has them, whatever has become of a model or of the files of an index.
            if ((exception as LimnerException)?.Failure.Error == ErrorCatalogue.TextModelLoading)
            {
                return (null, TextReason.TextModelLoading);
            }

            // One that rests says again what has been written down before.
            if (exception is not LimnerException { RetryAfter: not null, InnerException: null })
            {
                Log.MeaningFailed(logger, (exception as LimnerException)?.Failure.Error.Code ?? exception.GetType().Name, exception);
            }

            return (null, TextReason.TextModelFailed);
        }
    }

    /// <summary>Of what both rank alike, what has the words comes first, then the page that was read first.</summary>
    private static List<Joined> Join(IReadOnlyList<long> text, IReadOnlyList<VectorHit> meaning, int count)
    {
        var texts = text.Select((id, index) => (id, index)).ToDictionary(page => page.id, page => page.index + 1);
        var meanings = meaning.Select((hit, index) => (hit.ContentId, index)).ToDictionary(page => page.ContentId, page => page.index + 1);
        return
        [
            .. texts.Keys.Union(meanings.Keys)
                .Select(id => new Joined(id, Rank(texts, id), Rank(meanings, id)))
                .OrderByDescending(page => page.Score).ThenBy(page => page.TextRank is null).ThenBy(page => page.Id)
                .Take(count),
        ];

        static int? Rank(Dictionary<long, int> ranks, long id) => ranks.TryGetValue(id, out var rank) ? rank : null;
    }

    private sealed record Joined(long Id, int? TextRank, int? MeaningRank)
    {
        public double Score { get; } = Part(TextRank) + Part(MeaningRank);

        private static double Part(int? rank) => rank is { } place ? ReciprocalRankFusion.Score(place) : 0;
    }
}

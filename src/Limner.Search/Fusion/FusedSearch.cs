using System.Security.Cryptography;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Storage.Caching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Search.Fusion;

/// <summary>A question in which words may be looked for by their meaning.</summary>
/// <param name="Mode">Null: by text and meaning where that can be done.</param>
/// <param name="Threshold">0..1, the least score of what is found by meaning; null: <see cref="SearchOptions.MeaningThreshold"/> beside text, none alone.</param>
internal sealed record FusedQuestion(ImageFilter Filter, SearchMode? Mode, double? Threshold)
{
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static FusedQuestion Of(ImageFilter filter, SearchMode? mode, double? threshold)
        => threshold is < 0 or > 1 or double.NaN
            ? throw new LimnerException(ErrorCatalogue.Validation.With("A score lies between 0 and 1.", "threshold"))
            : new FusedQuestion(filter, mode, threshold);

    /// <summary>Whether words are looked for as text alone, because that is asked for or nothing else can be.</summary>
    public bool IsByText => Mode == SearchMode.Text || Filter.Query.FreeWords is null;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: what is found by meaning alone was asked for in another order than its own.</exception>
    public void CheckOrder(ImageOrder order)
    {
        if (!IsByText && Mode == SearchMode.Semantic && order != ImageOrder.Relevance)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("What is found by meaning alone has one order, best first: leave sort out.", "sort"));
        }
    }
}

/// <summary>How a question was answered: by a joined ranking, or by its words as text alone.</summary>
/// <param name="List">Null: text alone.</param>
/// <param name="Reason">Why text alone; null where that is what was asked for, or nobody asked for anything else.</param>
internal sealed record FusedAnswer(SearchMode Mode, FusedList? List, TextReason? Reason);

/// <summary>
/// Text and meaning, ranked together (docs/decisions/0029). What the person sees and every filter is applied inside both rankings. The whole order of a question
/// is kept in the cache for as long as the database stays as it is, so that a page further is a slice of the same list.
/// </summary>
internal sealed class FusedSearch(
    IDatabase database, ICache cache, IOptionsMonitor<CacheOptions> kept, IOptionsMonitor<SearchOptions> options, MeaningSpace spaces, MeaningSearch meaning, ILogger<FusedSearch> logger)
{
    /// <summary>The order of a question, or why there is none but the one of its words.</summary>
    /// <exception cref="LimnerException">
    /// Where nothing but meaning was asked for: <see cref="ErrorCatalogue.TextModelMissing"/>, <see cref="ErrorCatalogue.MeaningPending"/>,
    /// <see cref="ErrorCatalogue.TextModelLoading"/>, and what the model fails or failed lately with, with the time after which it is tried again.
    /// </exception>
    /// <param name="version">Of the database, taken before <paramref name="searcher"/> was.</param>
    public async Task<FusedAnswer> RankAsync(Searcher searcher, long version, FusedQuestion question, CancellationToken cancellation)
    {
        if (question.IsByText)
        {
            return new FusedAnswer(SearchMode.Text, null, question.Mode is null or SearchMode.Text ? null : TextReason.NoFreeWords);
        }

        var least = question.Threshold ?? (question.Mode == SearchMode.Semantic ? 0 : options.CurrentValue.MeaningThreshold);
        try
        {
            var key = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new Key(question.Filter.Asked, question.Mode, least, spaces.Current?.Model, searcher.WithShared, searcher.WithAlbums)));
            return await cache.GetOrMakeAsync(
                $"search:{searcher.UserId}:{version}:list:{Convert.ToHexString(key)}",
                new CachePolicy<FusedAnswer>(TimeSpan.FromSeconds(kept.CurrentValue.SearchSeconds), answer => 200 + ((answer.List?.Hits.Count ?? 0) * FusedList.BytesOfHit)),
                token => MakeAsync(searcher, question, least, token),
                cancellation);
        }
        catch (Exception exception) when (question.Mode != SearchMode.Semantic && exception is LimnerException or IOException or UnauthorizedAccessException)
        {
            // Whoever types words finds what has them, whatever has become of a model or of the files of an index. Nothing of it is kept: the next question may fare better.
            if ((exception as LimnerException)?.Failure.Error == ErrorCatalogue.TextModelLoading)
            {
                return new FusedAnswer(SearchMode.Text, null, TextReason.TextModelLoading);
            }

            // One that rests says again what has been written down before.
            if (exception is not LimnerException { RetryAfter: not null, InnerException: null })
            {
                Log.MeaningFailed(logger, (exception as LimnerException)?.Failure.Error.Code ?? exception.GetType().Name, exception);
            }

            return new FusedAnswer(SearchMode.Text, null, TextReason.TextModelFailed);
        }
    }

    private async Task<FusedAnswer> MakeAsync(Searcher searcher, FusedQuestion question, double least, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var isSemantic = question.Mode == SearchMode.Semantic;
        if (await spaces.ServingAsync(db, cancellation) is not { } serving)
        {
            var reason = spaces.Current is null ? TextReason.NoTextModel : TextReason.VectorsPending;
            return !isSemantic ? new FusedAnswer(SearchMode.Text, null, reason)
                : throw new LimnerException(reason == TextReason.NoTextModel ? ErrorCatalogue.TextModelMissing : ErrorCatalogue.MeaningPending);
        }

        var (filter, byMeaning) = (question.Filter, question.Filter.WithoutFreeWords);

        // On a thread of its own: SQLite's methods are synchronous, whatever they are called, and the two rankings cost about the same.
        var finding = Task.Run(() => meaning.FindAsync(searcher, serving, byMeaning, filter.Query.FreeWords!, least, cancellation), cancellation);
        IReadOnlyList<(long Id, long ContentId)>? text;
        try
        {
            text = isSemantic ? [] : await ImageSearch.RankAllAsync(db, searcher, filter, cancellation);
        }
        finally
        {
            await ((Task)finding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var found = await finding;
        if (text is null)
        {
            return new FusedAnswer(SearchMode.Text, null, TextReason.TooCommon);
        }

        return new FusedAnswer(question.Mode ?? SearchMode.Hybrid, FusedList.Join(text, found, await ImagesAsync(db, searcher, byMeaning, found, cancellation)) with { LeastScore = least }, null);
    }

    /// <summary>
    /// The image that stands for each content: the person's own before others', then the first. Each content had one that fits the filter when it was found, so the filter decides only
    /// where several have the same: applied to all of them it would look at every image of a tag, for two hundred contents.
    /// </summary>
    private static async Task<IReadOnlyDictionary<long, long>> ImagesAsync(LimnerDb db, Searcher searcher, ImageFilter filter, MeaningHits found, CancellationToken cancellation)
    {
        if (found.Hits.Count == 0)
        {
            return new Dictionary<long, long>();
        }

        var contentIds = found.Hits.Select(hit => hit.ContentId).ToList();
        var images = await searcher.Images(db).Where(image => EF.Parameter(contentIds).Contains(image.ContentId))
            .Select(image => new { image.Id, image.ContentId, image.OwnerId })
            .ToListAsync(cancellation);
        var byContent = images.ToLookup(image => image.ContentId);
        var several = byContent.Where(same => same.Skip(1).Any()).SelectMany(same => same).Select(image => image.Id).ToList();
        var fitting = several.Count == 0 ? []
            : (await filter.Apply(db, searcher, few: true).Where(image => EF.Parameter(several).Contains(image.Id)).Select(image => image.Id).ToListAsync(cancellation)).ToHashSet();
        return byContent
            .Select(same => (Content: same.Key, Images: same.Skip(1).Any() ? same.Where(image => fitting.Contains(image.Id)) : same))
            .Where(content => content.Images.Any())
            .ToDictionary(content => content.Content, content => content.Images.OrderBy(image => image.OwnerId != searcher.UserId).ThenBy(image => image.Id).First().Id);
    }

    private sealed record Key(FilterParameters Asked, SearchMode? Mode, double LeastScore, string? Model, bool WithShared, bool WithAlbums);
}

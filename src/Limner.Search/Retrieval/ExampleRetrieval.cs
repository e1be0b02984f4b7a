using System.Globalization;
using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Fusion;
using Limner.Search.Likeness;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Retrieval;

/// <inheritdoc cref="IExampleRetrieval"/>
internal sealed class ExampleRetrieval(
    IDatabase database, Visibility visibility, Gazetteer gazetteer, FusedSearch fused, LikenessSearch likeness, CandidateVectors vectors, IAccounts accounts) : IExampleRetrieval
{
    public const int MaxCount = 50;

    /// <summary>Among how many of the most relevant is chosen.</summary>
    private const int Pool = 200;

    /// <summary>Another process counts its writes from the beginning again.</summary>
    private readonly string _process = Guid.NewGuid().ToString("n")[..12];

    public async Task<ExampleSet> FindAsync(long userId, ExampleQuestion question, CancellationToken cancellation)
    {
        var like = Check(question);
        var filter = QueryBy.Name("query", () => ImageFilter.Parse(new FilterParameters { Q = question.Query }, gazetteer));
        var (version, searcher) = (database.Version, Searcher.For(visibility, userId));
        await using var db = database.Read();
        var ranked = new CandidateList();
        FusedAnswer? words = null;
        if (!string.IsNullOrWhiteSpace(question.Query))
        {
            words = await RankByQueryAsync(db, searcher, version, filter, question.Threshold, ranked, cancellation);
        }

        if (like.Count > 0)
        {
            await RankByLikenessAsync(db, searcher, filter.WithoutFreeWords, like, question.Threshold ?? 0, ranked, cancellation);
        }

        var candidates = ranked.Best(Pool);
        var known = await vectors.OfAsync(db, [.. candidates.Select(candidate => candidate.ContentId)], cancellation);
        var chosen = MaximalMarginalRelevance.Choose(
            candidates.ConvertAll(ranked.ScoreOf), (one, other) => known.LikenessOf(candidates[one].ContentId, candidates[other].ContentId), question.Count, question.Lambda);
        var examples = await ExamplesAsync(db, searcher, [.. chosen.Select(index => candidates[index])], ranked, cancellation);
        return new ExampleSet(examples, known.Space?.Model, database.Version == version ? State(version, known, words) : null) { ModeUsed = words?.Mode, ModeReason = words?.Reason };
    }

    private static IReadOnlyList<LikeTerm> Check(ExampleQuestion question)
    {
        if (question.Count is < 1 or > MaxCount)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Ask for 1 to {MaxCount} examples.", "k"));
        }

        if (question.Lambda is < 0 or > 1 or double.NaN)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("It lies between 0 (variety alone) and 1 (relevance alone).", "lambda"));
        }

        if (question.Threshold is < 0 or > 1 or double.NaN)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A score lies between 0 and 1.", "threshold"));
        }

        if (question.Like.Count > 0)
        {
            return LikeTerm.Parse(question.Like);
        }

        return string.IsNullOrWhiteSpace(question.Query) ? throw new LimnerException(ErrorCatalogue.Validation.With("Say in words what is looked for, or name pictures that it should look like.", "query")) : [];
    }

    private async Task<FusedAnswer> RankByQueryAsync(
        LimnerDb db, Searcher searcher, long version, ImageFilter filter, double? threshold, CandidateList ranked, CancellationToken cancellation)
    {
        var answer = await fused.RankAsync(searcher, version, FusedQuestion.Of(filter, mode: null, threshold), cancellation);
        if (answer.List is { } list)
        {
            var hits = list.Hits.Take(Pool).ToList();
            var ids = hits.ConvertAll(hit => hit.ImageId);
            var contents = await searcher.Images(db, ids)
                .Select(image => new { image.Id, image.ContentId }).ToDictionaryAsync(image => image.Id, image => image.ContentId, cancellation);
            ranked.AddRankings(2);
            foreach (var hit in hits.Where(hit => contents.ContainsKey(hit.ImageId)))
            {
                ranked.Add(hit.ImageId, contents[hit.ImageId], candidate => candidate with { TextRank = hit.TextRank, MeaningRank = hit.MeaningRank, Meaning = list.MeaningOf(hit)?.Score });
            }

            return answer;
        }

        // Without words, or with words that most pictures have, all fit equally well: they share the first rank, and the newest are looked at.
        var byText = filter.Query.Match is null ? null : await ImageSearch.RankAllAsync(db, searcher, filter, cancellation);
        var isRanked = byText is not null;
        byText ??= (await filter.Apply(db, searcher).OrderByDescending(image => image.SortAt).ThenByDescending(image => image.Id).Take(Pool)
            .Select(image => new { image.Id, image.ContentId }).ToListAsync(cancellation)).ConvertAll(image => (image.Id, image.ContentId));
        ranked.AddRankings(1);
        foreach (var ((id, contentId), index) in byText.Take(Pool).Select((image, index) => (image, index)))
        {
            ranked.Add(id, contentId, candidate => candidate with { TextRank = isRanked ? index + 1 : 1 });
        }

        return answer;
    }

    private async Task RankByLikenessAsync(
        LimnerDb db, Searcher searcher, ImageFilter filter, IReadOnlyList<LikeTerm> like, double leastScore, CandidateList ranked, CancellationToken cancellation)
    {
        var (space, hits) = await likeness.RankAsync(db, searcher, like, filter, Pool, leastScore, cancellation);
        ranked.AddRankings(1);
        if (space is null || hits.Count == 0)
        {
            return;
        }

        var contentIds = hits.Select(hit => hit.ContentId).ToList();
        var images = (await filter.Apply(db, searcher, few: true).Where(image => EF.Parameter(contentIds).Contains(image.ContentId))
            .Select(image => new { image.Id, image.ContentId, image.OwnerId }).ToListAsync(cancellation))
            .GroupBy(image => image.ContentId).ToDictionary(same => same.Key, same => same.OrderBy(image => image.OwnerId != searcher.UserId).ThenBy(image => image.Id).First().Id);
        foreach (var (hit, index) in hits.Where(hit => images.ContainsKey(hit.ContentId)).Select((hit, index) => (hit, index)))
        {
            ranked.AddContent(images[hit.ContentId], hit.ContentId, candidate => candidate with { LikenessRank = index + 1, Likeness = Math.Round(space.Scale.ScoreOf(hit.Cosine), 4) });
        }
    }

    /// <summary>Four statements.</summary>
    private async Task<IReadOnlyList<Example>> ExamplesAsync(LimnerDb db, Searcher searcher, IReadOnlyList<Candidate> chosen, CandidateList ranked, CancellationToken cancellation)
    {
        var ids = chosen.Select(candidate => candidate.ImageId).ToList();
        var images = await searcher.Images(db, ids)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new
            {
                image.Id,
                image.OwnerId,
                image.Name,
                content.Width,
                content.Height,
                content.MediaType,
            })
            .LeftJoin(
                db.Set<ImageValuesRow>(),
                image => image.Id,
                values => values.ImageId,
                (image, values) => new { image.Id, image.OwnerId, image.Name, image.Width, image.Height, image.MediaType, Values = values })
            .ToDictionaryAsync(image => image.Id, cancellation);
        var tags = (await db.Set<ImageTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name }).ToListAsync(cancellation)).ToLookup(tag => tag.ImageId, tag => tag.Name);
        var owners = await accounts.FindAsync(db, [.. images.Values.Select(image => image.OwnerId).Distinct()], cancellation);
        return [.. chosen.Where(candidate => images.ContainsKey(candidate.ImageId)).Select(candidate =>
        {
            var image = images[candidate.ImageId];
            return new Example(
                PublicId.Format(IdPrefixes.Image, image.Id), image.Name, image.Width, image.Height, image.MediaType, image.Values?.Description ?? image.Values?.Title,
                [.. tags[image.Id].Distinct().Order(StringComparer.Ordinal)], Math.Round(ranked.ScoreOf(candidate), 4), candidate.TextRank, candidate.Meaning, candidate.Likeness,
                new ExampleRights(
                    image.Values?.Rights, image.Values?.Creator, image.OwnerId == searcher.UserId,
                    new PersonView(PublicId.Format(IdPrefixes.User, image.OwnerId), owners.TryGetValue(image.OwnerId, out var owner) ? owner.UserName : "")));
        })];
    }

    /// <summary>What the answer hangs on beside the question: neither the settings, nor which models are installed, nor whether one works now is in the database.</summary>
    private string State(long version, KnownVectors known, FusedAnswer? words)
        => string.Create(CultureInfo.InvariantCulture, $"{_process}.{version}.{known.Space?.Id ?? 0}.{known.Revision}")
            + (words is null ? "" : string.Create(CultureInfo.InvariantCulture, $".{words.Mode}.{words.Reason}.{words.List?.Model}.{words.List?.LeastScore}"));
}

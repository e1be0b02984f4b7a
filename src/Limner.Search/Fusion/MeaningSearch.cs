using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Fusion;

/// <summary>Contents of pictures by what words mean.</summary>
/// <param name="Words">As they were typed.</param>
/// <param name="Hits">Most alike first.</param>
/// <param name="Scale">What a cosine of words and a picture says.</param>
/// <param name="Space">Whose vectors were compared.</param>
internal sealed record MeaningHits(string Words, IReadOnlyList<VectorHit> Hits, LikenessScale Scale, VectorSpace Space);

/// <summary>How well what a picture shows fits the words that were looked for.</summary>
/// <param name="Words">What was looked for by its meaning: the free words of the query.</param>
/// <param name="Score">0..1, of the same meaning for every model: how likely it shows what they say.</param>
/// <param name="Cosine">-1..1, of the vectors themselves: comparable within one model only.</param>
internal sealed record MeaningView(string Words, double Score, double Cosine);

/// <summary>Ranks what a person sees, and the filters leave, by the meaning of words. Four statements at most.</summary>
internal sealed class MeaningSearch(IDatabase database, WordVectors vectors, VectorIndexes indexes, ContentSets contents)
{
    /// <summary>So many more are looked at where nothing is filtered: as many may be archived, in the trash or of others, and still the best are known.</summary>
    private const int Spare = 50;

    /// <summary>
    /// How many contents are found by meaning. Every picture is like any words to some degree, so this list has no end of its own; further down than
    /// this nobody looks, and each costs reading its vector.
    /// </summary>
    public const int Depth = 200;

    /// <param name="filter">Without the free words.</param>
    /// <param name="leastScore">0..1.</param>
    /// <exception cref="Kernel.Errors.LimnerException">As <see cref="WordVectors.OfAsync"/> and <see cref="IVectorIndex.SearchAsync"/>.</exception>
    public async Task<MeaningHits> FindAsync(Searcher searcher, ServingMeaning serving, ImageFilter filter, string words, double leastScore, CancellationToken cancellation)
    {
        var vector = await vectors.OfAsync(serving.Model, words, cancellation);
        var scale = serving.Model.TextScale;
        var query = new VectorQuery(vector, Depth) { LeastCosine = scale.CosineOf(leastScore) };
        var hits = (filter.IsEverything ? await WithoutSetAsync(searcher, serving.Space, filter, query, cancellation) : null)
            ?? await WithSetAsync(searcher, serving.Space, filter, query, cancellation);
        return new MeaningHits(words, hits, scale, serving.Space);
    }

    /// <summary>
    /// The best of all contents, of which those are taken that the person sees: the same as among what they see, as long as enough of them are left. It saves reading
    /// every id there is, after each write, for whoever sees most of a library.
    /// </summary>
    /// <returns>Null when too few are left to be sure.</returns>
    private async Task<IReadOnlyList<VectorHit>?> WithoutSetAsync(Searcher searcher, VectorSpace space, ImageFilter filter, VectorQuery query, CancellationToken cancellation)
    {
        var best = await indexes.Of(space).SearchAsync(query with { Count = Depth + Spare }, cancellation);
        if (best.Count == 0)
        {
            return [];
        }

        await using var db = database.Read();
        var ids = best.Select(hit => hit.ContentId).ToList();
        var seen = (await filter.Apply(db, searcher, few: true).Where(image => EF.Parameter(ids).Contains(image.ContentId)).Select(image => image.ContentId).ToListAsync(cancellation)).ToHashSet();
        var hits = best.Where(hit => seen.Contains(hit.ContentId)).Take(Depth).ToList();
        return hits.Count == Depth || best.Count < Depth + Spare ? hits : null;
    }

    private async Task<IReadOnlyList<VectorHit>> WithSetAsync(Searcher searcher, VectorSpace space, ImageFilter filter, VectorQuery query, CancellationToken cancellation)
    {
        var among = await contents.OfAsync(searcher, filter, cancellation);
        return among.Count == 0 ? [] : await indexes.Of(space).SearchAsync(query with { Among = among }, cancellation);
    }
}

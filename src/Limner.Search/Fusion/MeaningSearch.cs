using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Vision.Embedding;

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

/// <summary>Ranks what a person sees, and the filters leave, by the meaning of words. Three statements.</summary>
internal sealed class MeaningSearch(WordVectors vectors, VectorIndexes indexes, ContentSets contents)
{
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
        // The network has a core of its own to run on while the database is read.
        var encoding = vectors.OfAsync(serving.Model, words, cancellation).AsTask();
        ContentSet among;
        try
        {
            among = await contents.OfAsync(searcher, filter, cancellation);
        }
        finally
        {
            await ((Task)encoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var vector = await encoding;
        var scale = serving.Model.TextScale;
        var hits = among.Count == 0 ? []
            : await indexes.Of(serving.Space).SearchAsync(new VectorQuery(vector, Depth) { Among = among, LeastCosine = scale.CosineOf(leastScore) }, cancellation);
        return new MeaningHits(words, hits, scale, serving.Space);
    }
}

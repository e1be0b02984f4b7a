using Limner.Documents;
using Limner.Search.Vectors;
using Limner.Storage;

namespace Limner.Search.Pages;

/// <summary>A page of a document and how alike it is.</summary>
/// <param name="Score">0..1, as of images: how likely both show the same kind of thing.</param>
/// <param name="Cosine">-1..1, of the vectors themselves: comparable within one model only.</param>
internal sealed record SimilarPage(PageSummary Page, double Score, double Cosine);

/// <summary>The pages of documents that a person sees whose vectors point where a given one does. Four statements at most.</summary>
internal sealed class PageLikeness(VectorIndexes indexes, PageSets sets, IDocumentPages pages)
{
    /// <summary>More than anybody looks at beside the pictures.</summary>
    public const int MaxPages = 50;

    /// <param name="space">Of pictures, in which <paramref name="vector"/> was made; pages are compared in the one beside it.</param>
    /// <param name="except">Pages that are asked by.</param>
    /// <param name="count">1 or more; at most <see cref="MaxPages"/> are found.</param>
    /// <param name="leastScore">0..1.</param>
    public async Task<IReadOnlyList<SimilarPage>> FindAsync(
        LimnerDb db, long userId, VectorSpace space, float[] vector, IReadOnlySet<long> except, int count, double leastScore, CancellationToken cancellation)
    {
        count = Math.Min(count, MaxPages);
        var (beside, hits) = await RankAsync(db, userId, space, new VectorQuery(vector, count + except.Count) { LeastCosine = space.Scale.CosineOf(leastScore) }, cancellation);
        var found = hits.Where(hit => !except.Contains(hit.ContentId)).Take(count).ToList();
        var summaries = await pages.OfAsync(db, userId, found.ConvertAll(hit => hit.ContentId), cancellation);
        return
        [
            .. found.Where(hit => summaries.ContainsKey(hit.ContentId))
                .Select(hit => new SimilarPage(summaries[hit.ContentId], Math.Round((beside ?? space).Scale.ScoreOf(hit.Cosine), 4), Math.Round(hit.Cosine, 6))),
        ];
    }

    /// <summary>The ids of pages alone, nearest first, and the space they were compared in; none where no page has a vector of that model.</summary>
    public async Task<(VectorSpace? Space, IReadOnlyList<VectorHit> Hits)> RankAsync(LimnerDb db, long userId, VectorSpace space, VectorQuery query, CancellationToken cancellation)
    {
        if (await PageSpaces.BesideAsync(db, space, cancellation) is not { } beside)
        {
            return (null, []);
        }

        var among = await sets.OfAsync(userId, cancellation);
        return among.Count == 0 ? (beside, []) : (beside, await indexes.Of(beside).SearchAsync(query with { Among = among }, cancellation));
    }
}

using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Likeness;

/// <summary>
/// The images a person sees that look most like others. What they see and ask for becomes a set of contents before anything is ranked, so nobody
/// else's pictures take a place or are told of. A constant number of statements, whatever is asked (docs/decisions/0023).
/// </summary>
internal sealed class LikenessSearch(IDatabase database, Visibility visibility, LikenessSpaces spaces, VectorIndexes indexes, ContentSets contents)
{
    public const int MaxResults = 500;
    public const int DefaultResults = 50;

    /// <param name="like">One or more; several are looked for by the middle of their directions.</param>
    /// <param name="filter">Which images may be found; those of <paramref name="like"/> are not.</param>
    /// <param name="count">1 to <see cref="MaxResults"/>.</param>
    /// <param name="leastScore">0..1.</param>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>: one of the images is none that the person sees. <see cref="ErrorCatalogue.VectorPending"/>: one has not been
    /// looked at yet. <see cref="ErrorCatalogue.Validation"/>: a vector of another model. <see cref="ErrorCatalogue.Embedding"/>: one that points nowhere.
    /// </exception>
    public async Task<SimilarView> FindAsync(long userId, IReadOnlyList<LikeTerm> like, ImageFilter filter, int count, double leastScore, CancellationToken cancellation)
    {
        var searcher = Searcher.For(visibility, userId);
        await using var db = database.Read();
        var (space, hits) = await RankAsync(db, searcher, like, filter, count, leastScore, cancellation);
        if (space is null)
        {
            return new SimilarView([], Model: null);
        }

        var images = await ImageSummaries.OfContentsAsync(db, visibility, userId, filter.Apply(db, searcher, few: true), [.. hits.Select(hit => hit.ContentId)], cancellation);
        return new SimilarView(
            [.. hits.Where(hit => images.ContainsKey(hit.ContentId)).Select(hit => new SimilarImage(images[hit.ContentId], Math.Round(space.Scale.ScoreOf(hit.Cosine), 4), Math.Round(hit.Cosine, 6)))],
            space.Model);
    }

    /// <summary>As <see cref="FindAsync"/>, the contents alone.</summary>
    /// <returns>Most alike first; no space where no picture has a vector yet.</returns>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<(VectorSpace? Space, IReadOnlyList<VectorHit> Hits)> RankAsync(
        LimnerDb db, Searcher searcher, IReadOnlyList<LikeTerm> like, ImageFilter filter, int count, double leastScore, CancellationToken cancellation)
    {
        var candidates = await spaces.ServingAsync(db, cancellation);
        var (sources, space) = await SourcesAsync(db, searcher, like, candidates, cancellation);
        if (space is null)
        {
            return (null, []);
        }

        var units = sources.Where(source => source.Vector is not null).Select(source => UnitVector.FromBytes(source.Vector!)).ToList();
        units.AddRange(like.OfType<LikeVector>().Select(term => term.SpaceId == space.Id
            ? UnitVector.Of(term.Vector, space.Dimensions)
            : throw new LimnerException(ErrorCatalogue.Validation.With("The picture was looked at by another model than the one that answers now; show it again.", "like"))));

        var among = await contents.OfAsync(searcher, filter, cancellation);
        if (among.Count == 0)
        {
            return (space, []);
        }

        // The set is everybody's who asks the same: what is asked by is taken out of the answer.
        var asked = sources.Select(source => source.ContentId).ToHashSet();
        var hits = await indexes.Of(space).SearchAsync(new VectorQuery(Middle(units), count + asked.Count) { Among = among, LeastCosine = space.Scale.CosineOf(leastScore) }, cancellation);
        return (space, [.. hits.Where(hit => !asked.Contains(hit.ContentId)).Take(count)]);
    }

    /// <summary>The images to resemble, and the space in which all that is asked by has a vector: the first of those that answer.</summary>
    private static async Task<(List<Source> Sources, VectorSpace? Space)> SourcesAsync(
        LimnerDb db, Searcher searcher, IReadOnlyList<LikeTerm> like, IReadOnlyList<VectorSpace> candidates, CancellationToken cancellation)
    {
        var imageIds = like.OfType<LikeImage>().Select(term => term.ImageId).ToList();
        var shownIn = like.OfType<LikeVector>().Select(term => term.SpaceId).Distinct().ToList();

        // A picture that was shown can be compared in the space it was looked at for alone; whether it is one that answers is found out later.
        var possible = candidates.Where(space => shownIn.All(id => id == space.Id)).ToList();
        if (imageIds.Count == 0)
        {
            return ([], possible.FirstOrDefault() ?? candidates.FirstOrDefault());
        }

        var spaceIds = possible.ConvertAll(space => space.Id);
        var images = await searcher.Images(db, imageIds)
            .Select(image => new
            {
                image.Id,
                image.ContentId,
                Vectors = db.Set<VectorRow>().Where(row => EF.Parameter(spaceIds).Contains(row.SpaceId) && row.ContentId == image.ContentId).Select(row => new { row.SpaceId, row.Vector }).ToList(),
            })
            .ToListAsync(cancellation);
        if (images.Count < imageIds.Count)
        {
            throw new LimnerException(ErrorCatalogue.NotFound.With("No such picture."));
        }

        if (candidates.Count == 0)
        {
            return ([], null);
        }

        var space = possible.Find(space => images.TrueForAll(image => image.Vectors.Exists(row => row.SpaceId == space.Id))) ?? possible.FirstOrDefault();
        var sources = images.ConvertAll(image => new Source(image.Id, image.ContentId, image.Vectors.Find(row => row.SpaceId == space?.Id)?.Vector));
        return space is not null && sources.Find(source => source.Vector is null) is { } lacking
            ? throw new LimnerException(ErrorCatalogue.VectorPending.With(PublicId.Format(IdPrefixes.Image, lacking.ImageId), "like"))
            : (sources, space ?? candidates[0]);
    }

    /// <summary>The mean direction (Rocchio 1971, without negative examples).</summary>
    private static float[] Middle(List<float[]> units)
    {
        var middle = new float[units[0].Length];
        foreach (var unit in units)
        {
            for (var i = 0; i < middle.Length; i++)
            {
                middle[i] += unit[i] / units.Count;
            }
        }

        return middle;
    }

    private sealed record Source(long ImageId, long ContentId, byte[]? Vector);
}

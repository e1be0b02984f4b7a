using Limner.Documents;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Pages;
using Limner.Search.Querying;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Likeness;

/// <summary>
/// The images a person sees that look most like others, and the pages of documents. What they see and ask for becomes a set of contents before anything is ranked, so nobody
/// else's pictures take a place or are told of. A constant number of statements, whatever is asked (docs/decisions/0023).
/// </summary>
internal sealed class LikenessSearch(
    IDatabase database, Visibility visibility, LikenessSpaces spaces, VectorIndexes indexes, ContentSets contents, IDocumentPages documents, PageLikeness pages)
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
        var asked = await AskAsync(db, searcher, like, cancellation);
        if (asked is null)
        {
            return new SimilarView([], [], Model: null);
        }

        var space = asked.Space;
        var hits = await RankAsync(searcher, asked, filter, count, leastScore, cancellation);
        var images = hits.Count == 0 ? null
            : await ImageSummaries.OfContentsAsync(db, visibility, userId, filter.Apply(db, searcher, few: true), [.. hits.Select(hit => hit.ContentId)], cancellation);
        return new SimilarView(
            [.. hits.Where(hit => images!.ContainsKey(hit.ContentId)).Select(hit => new SimilarImage(images![hit.ContentId], Math.Round(space.Scale.ScoreOf(hit.Cosine), 4), Math.Round(hit.Cosine, 6)))],
            filter.IsEverything ? await pages.FindAsync(db, userId, space, asked.Vector, asked.Pages, count, leastScore, cancellation) : [],
            space.Model);
    }

    /// <summary>As <see cref="FindAsync"/>, the contents alone.</summary>
    /// <returns>Most alike first; no space where no picture has a vector yet.</returns>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<(VectorSpace? Space, IReadOnlyList<VectorHit> Hits)> RankAsync(
        LimnerDb db, Searcher searcher, IReadOnlyList<LikeTerm> like, ImageFilter filter, int count, double leastScore, CancellationToken cancellation)
        => await AskAsync(db, searcher, like, cancellation) is { } asked
            ? (asked.Space, await RankAsync(searcher, asked, filter, count, leastScore, cancellation))
            : (null, []);

    private async Task<IReadOnlyList<VectorHit>> RankAsync(Searcher searcher, Asked asked, ImageFilter filter, int count, double leastScore, CancellationToken cancellation)
    {
        var among = await contents.OfAsync(searcher, filter, cancellation);
        if (among.Count == 0)
        {
            return [];
        }

        // The set is everybody's who asks the same: what is asked by is taken out of the answer.
        var query = new VectorQuery(asked.Vector, count + asked.Contents.Count) { Among = among, LeastCosine = asked.Space.Scale.CosineOf(leastScore) };
        var hits = await indexes.Of(asked.Space).SearchAsync(query, cancellation);
        return [.. hits.Where(hit => !asked.Contents.Contains(hit.ContentId)).Take(count)];
    }

    /// <summary>The one direction that is looked for, and the space in which all that is asked by has a vector: the first of those that answer.</summary>
    /// <returns>Null where no picture has a vector yet.</returns>
    private async Task<Asked?> AskAsync(LimnerDb db, Searcher searcher, IReadOnlyList<LikeTerm> like, CancellationToken cancellation)
    {
        var candidates = await spaces.ServingAsync(db, cancellation);
        var shown = like.OfType<LikeVector>().ToList();

        // A picture that was shown can be compared in the space it was looked at for alone; whether it is one that answers is found out later.
        var possible = candidates.Where(space => shown.TrueForAll(term => term.SpaceId == space.Id)).ToList();
        List<Source> sources = [.. await ImagesAsync(db, searcher, like, possible, cancellation), .. await PagesAsync(db, searcher.UserId, like, possible, cancellation)];
        if (candidates.Count == 0)
        {
            return null;
        }

        var space = possible.Find(space => sources.TrueForAll(source => source.Vectors.ContainsKey(space.Id))) ?? possible.FirstOrDefault();
        if (space is not null && sources.Find(source => !source.Vectors.ContainsKey(space.Id)) is { } lacking)
        {
            throw new LimnerException(ErrorCatalogue.VectorPending.With(lacking.Name, "like"));
        }

        space ??= candidates[0];
        var units = sources.Where(source => source.Vectors.ContainsKey(space.Id)).Select(source => UnitVector.FromBytes(source.Vectors[space.Id])).ToList();
        units.AddRange(shown.Select(term => term.SpaceId == space.Id
            ? UnitVector.Of(term.Vector, space.Dimensions)
            : throw new LimnerException(ErrorCatalogue.Validation.With("The picture was looked at by another model than the one that answers now; show it again.", "like"))));
        return new Asked(
            space, Middle(units), sources.Where(source => !source.IsPage).Select(source => source.Id).ToHashSet(), sources.Where(source => source.IsPage).Select(source => source.Id).ToHashSet());
    }

    /// <summary>The images to resemble; none and no statement where there are none.</summary>
    private static async Task<IEnumerable<Source>> ImagesAsync(LimnerDb db, Searcher searcher, IReadOnlyList<LikeTerm> like, IReadOnlyList<VectorSpace> possible, CancellationToken cancellation)
    {
        var imageIds = like.OfType<LikeImage>().Select(term => term.ImageId).ToList();
        if (imageIds.Count == 0)
        {
            return [];
        }

        var spaceIds = possible.Select(space => space.Id).ToList();
        var images = await searcher.Images(db, imageIds)
            .Select(image => new
            {
                image.Id,
                image.ContentId,
                Vectors = db.Set<VectorRow>().Where(row => EF.Parameter(spaceIds).Contains(row.SpaceId) && row.ContentId == image.ContentId).Select(row => new { row.SpaceId, row.Vector }).ToList(),
            })
            .ToListAsync(cancellation);
        return images.Count < imageIds.Count
            ? throw new LimnerException(ErrorCatalogue.NotFound.With("No such picture."))
            : images.Select(image => new Source(image.ContentId, PublicId.Format(IdPrefixes.Image, image.Id), image.Vectors.ToDictionary(row => row.SpaceId, row => row.Vector), IsPage: false));
    }

    /// <summary>The pages to resemble, their vectors by the spaces of pictures of the same models. None and no statement where there are none; else two.</summary>
    private async Task<IEnumerable<Source>> PagesAsync(LimnerDb db, long userId, IReadOnlyList<LikeTerm> like, IReadOnlyList<VectorSpace> possible, CancellationToken cancellation)
    {
        var terms = like.OfType<LikePage>().ToList();
        if (terms.Count == 0)
        {
            return [];
        }

        var found = await documents.RequireAsync(db, userId, [.. terms.Select(term => (term.DocumentId, term.Number))], cancellation);
        var (ids, models) = (found.Values.ToList(), possible.ToDictionary(space => space.Model, space => space.Id, StringComparer.Ordinal));
        var vectors = await db.Set<VectorSpaceRow>().Where(space => EF.Constant(PageSpaces.Kinds).Contains(space.Kind))
            .Join(db.Set<VectorRow>().Where(row => EF.Parameter(ids).Contains(row.ContentId)), space => space.Id, row => row.SpaceId, (space, row) => new { row.ContentId, space.Model, row.Vector })
            .ToListAsync(cancellation);
        var byPage = vectors.Where(row => models.ContainsKey(row.Model)).ToLookup(row => row.ContentId);
        return terms.Select(term => (term, id: found[(term.DocumentId, term.Number)]))
            .Select(page => new Source(page.id, page.term.ToString(), byPage[page.id].ToDictionary(row => models[row.Model], row => row.Vector), IsPage: true));
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

    /// <summary>Something to resemble that the server knows.</summary>
    /// <param name="Id">Of its content, or of the page.</param>
    /// <param name="Name">As it was asked for.</param>
    /// <param name="Vectors">By the space of pictures.</param>
    private sealed record Source(long Id, string Name, IReadOnlyDictionary<long, byte[]> Vectors, bool IsPage);

    /// <summary>What is looked for.</summary>
    /// <param name="Contents">Asked by, and so no answer.</param>
    /// <param name="Pages">As <paramref name="Contents"/>.</param>
    private sealed record Asked(VectorSpace Space, float[] Vector, HashSet<long> Contents, HashSet<long> Pages);
}

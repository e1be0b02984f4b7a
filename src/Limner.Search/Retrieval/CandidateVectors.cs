using System.Numerics.Tensors;
using Limner.Search.Likeness;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Retrieval;

/// <summary>Vectors of some contents, of one space.</summary>
/// <param name="Space">Null where no picture has any vector.</param>
/// <param name="Revision">Of the space's latest change.</param>
internal sealed record KnownVectors(VectorSpace? Space, long Revision, IReadOnlyDictionary<long, float[]> Units)
{
    /// <summary>
    /// The cosine of two pictures, 0 where it is negative: opposite directions are no more various than unrelated ones. 1 for the same content. Of a picture
    /// without a vector nothing is known, so it is taken for unlike the others.
    /// </summary>
    public double LikenessOf(long one, long other)
        => one == other ? 1
            : Units.TryGetValue(one, out var left) && Units.TryGetValue(other, out var right) ? Math.Clamp(TensorPrimitives.Dot(left, right), 0, 1)
            : 0;
}

/// <summary>The vectors by which pictures are kept apart: those by which they are compared elsewhere too.</summary>
internal sealed class CandidateVectors(LikenessSpaces spaces)
{
    /// <summary>Four statements at most.</summary>
    public async Task<KnownVectors> OfAsync(LimnerDb db, IReadOnlyList<long> contentIds, CancellationToken cancellation)
    {
        if ((await spaces.ServingAsync(db, cancellation)).FirstOrDefault() is not { } space)
        {
            return new KnownVectors(null, 0, new Dictionary<long, float[]>());
        }

        var revision = await db.Set<VectorSpaceRow>().Where(row => row.Id == space.Id).Select(row => row.Revision).SingleOrDefaultAsync(cancellation);
        var rows = await db.Set<VectorRow>().Where(row => row.SpaceId == space.Id && EF.Parameter(contentIds).Contains(row.ContentId))
            .Select(row => new { row.ContentId, row.Vector }).ToListAsync(cancellation);
        return new KnownVectors(space, revision, rows.ToDictionary(row => row.ContentId, row => UnitVector.FromBytes(row.Vector)));
    }
}

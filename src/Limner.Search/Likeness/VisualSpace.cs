using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Likeness;

/// <summary>The vectors of what pictures look like: which space takes new ones, and which one answers.</summary>
internal sealed class VisualSpace(IVisualEmbedder embedder, VectorStore vectors)
{
    /// <summary>Of all spaces whose vectors are made of pictures by <see cref="IVisualEmbedder"/>.</summary>
    public const string Kind = "visual";

    public string Model => embedder.Model;

    /// <summary>The present model's, made on first use; inside a write.</summary>
    public Task<VectorSpace> EnsureAsync(LimnerDb db, CancellationToken cancellation)
        => VectorStore.EnsureSpaceAsync(db, Kind, embedder.Model, embedder.Dimensions, embedder.Scale, cancellation);

    /// <summary>
    /// The space that answers: the present model's, but while its vectors are still being made and those of an earlier model are all there, that one's. Null
    /// where no picture has a vector yet.
    /// </summary>
    public async Task<VectorSpace?> ServingAsync(LimnerDb db, CancellationToken cancellation)
    {
        var spaces = await db.Set<VectorSpaceRow>().Where(row => row.Kind == Kind).OrderByDescending(row => row.Id).ToListAsync(cancellation);
        var present = spaces.Find(space => space.Model == embedder.Model);
        return (present is { Complete: true } ? present : spaces.Find(space => space.Complete) ?? present)?.ToSpace();
    }

    /// <summary>Says that every picture has its vector of the present model: from now on it answers, and those of earlier ones can go.</summary>
    public Task CompleteAsync(IDatabase database, CancellationToken cancellation) => vectors.CompleteAsync(database, Kind, EnsureAsync, cancellation);
}

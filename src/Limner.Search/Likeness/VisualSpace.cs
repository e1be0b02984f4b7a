using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Likeness;

/// <summary>The vectors of what pictures look like: which space takes new ones, and which one answers.</summary>
internal sealed class VisualSpace(IVisualEmbedder embedder, VectorIndexes indexes)
{
    /// <summary>Of all spaces whose vectors are made of pictures by <see cref="IVisualEmbedder"/>.</summary>
    public const string Kind = "visual";

    private const int RowsAtOnce = 5000;

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
    public async Task CompleteAsync(IDatabase database, CancellationToken cancellation)
    {
        var earlier = await database.WriteAsync(
            async (db, token) =>
            {
                var present = await EnsureAsync(db, token);
                await db.Set<VectorSpaceRow>().Where(row => row.Id == present.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Complete, true), token);
                return await db.Set<VectorSpaceRow>().AsNoTracking().Where(row => row.Kind == Kind && row.Id != present.Id).ToListAsync(token);
            },
            cancellation);
        foreach (var space in earlier.ConvertAll(row => row.ToSpace()))
        {
            // Rows first and a few at a time: one statement for a million of them would hold up every other writer.
            while (await database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync(
                $"DELETE FROM vectors WHERE space_id = {space.Id} AND content_id IN (SELECT content_id FROM vectors WHERE space_id = {space.Id} LIMIT {RowsAtOnce})", token), cancellation) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            await database.WriteAsync((db, token) => db.Set<VectorSpaceRow>().Where(row => row.Id == space.Id).ExecuteDeleteAsync(token), cancellation);
            indexes.Forget(space);
        }
    }
}

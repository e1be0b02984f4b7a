using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Pages;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Vectors;

/// <summary>Writes vectors, in the transaction of whoever made them. The indexes follow after the commit.</summary>
internal sealed class VectorStore(VectorIndexes indexes) : IDomainEventHandler<ContentsForgotten>
{
    // Bounds the JSON of one statement: 8 MB for vectors of 4,096 dimensions.
    private const int BatchSize = 250;
    private const int RowsAtOnce = 5000;

    /// <summary>The space of a model, made on first use.</summary>
    /// <param name="kind">What the vectors are made of.</param>
    /// <param name="scale">What its cosines say; a known space takes it over.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Embedding"/>: the model made vectors of another number of dimensions before.</exception>
    public static async Task<VectorSpace> EnsureSpaceAsync(LimnerDb db, string kind, string model, int dimensions, LikenessScale scale, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO vector_spaces (kind, model, dimensions, midpoint, steepness) VALUES ({kind}, {model}, {dimensions}, {scale.Midpoint}, {scale.Steepness})
            ON CONFLICT (kind, model) DO UPDATE SET midpoint = excluded.midpoint, steepness = excluded.steepness
            WHERE midpoint <> excluded.midpoint OR steepness <> excluded.steepness
            """,
            cancellation);
        var space = (await db.Set<VectorSpaceRow>().AsNoTracking().SingleAsync(row => row.Kind == kind && row.Model == model, cancellation)).ToSpace();
        return space.Dimensions == dimensions
            ? space
            : throw new LimnerException(ErrorCatalogue.Embedding, $"{model} makes vectors of {dimensions} dimensions; the stored ones have {space.Dimensions}.");
    }

    /// <summary>Adds vectors, or replaces those their contents had. Two statements and one for revisions for each 250.</summary>
    /// <param name="vectors">Each content once; of any length but zero.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Embedding"/>: one that cannot be compared with others. Nothing is written.</exception>
    public async Task SaveAsync(LimnerDb db, VectorSpace space, IReadOnlyCollection<(long ContentId, ReadOnlyMemory<float> Vector)> vectors, CancellationToken cancellation)
    {
        var units = vectors.Select(item => (item.ContentId, Unit: UnitVector.Of(item.Vector.Span, space.Dimensions))).ToList();
        foreach (var batch in units.Chunk(BatchSize))
        {
            var before = await TakeRevisionsAsync(db, space.Id, batch.Length, cancellation);
            var rows = JsonSerializer.Serialize(batch.Select(item => new object[] { item.ContentId, Convert.ToHexString(UnitVector.ToBytes(item.Unit)) }));
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO vectors (space_id, content_id, revision, vector)
                SELECT {space.Id}, value ->> 0, {before} + key + 1, unhex(value ->> 1) FROM json_each({rows}) WHERE true
                ON CONFLICT (space_id, content_id) DO UPDATE SET revision = excluded.revision, vector = excluded.vector
                """,
                cancellation);
            var ids = JsonSerializer.Serialize(batch.Select(item => item.ContentId));
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM vector_removals WHERE space_id = {space.Id} AND content_id IN (SELECT value FROM json_each({ids}))", cancellation);
            db.AfterCommit(() => indexes.Note(space, before + batch.Length));
        }
    }

    /// <summary>Says that every picture has its vector in a space: from now on it answers, and those of its kind that other models made can go.</summary>
    /// <param name="ensure">The space, made if it is not there; inside a write.</param>
    public async Task CompleteAsync(IDatabase database, string kind, Func<LimnerDb, CancellationToken, Task<VectorSpace>> ensure, CancellationToken cancellation)
    {
        var others = await database.WriteAsync(
            async (db, token) =>
            {
                var present = await ensure(db, token);
                await db.Set<VectorSpaceRow>().Where(row => row.Id == present.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Complete, true), token);
                return await db.Set<VectorSpaceRow>().AsNoTracking().Where(row => row.Kind == kind && row.Id != present.Id).ToListAsync(token);
            },
            cancellation);
        foreach (var space in others.ConvertAll(row => row.ToSpace()))
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

    /// <summary>Removes the vectors of contents, of every space that has such.</summary>
    public async Task RemoveAsync(LimnerDb db, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
        => await RemoveAsync(db, await db.Set<VectorSpaceRow>().AsNoTracking().Where(row => !EF.Constant(PageSpaces.Kinds).Contains(row.Kind)).ToListAsync(cancellation), contentIds, cancellation);

    /// <summary>Removes the vectors of pages, of the spaces of one kind. Pages that are deleted take theirs with them (migration 0036).</summary>
    public async Task RemoveAsync(LimnerDb db, string kind, IReadOnlyCollection<long> pageIds, CancellationToken cancellation)
    {
        if (pageIds.Count > 0)
        {
            await RemoveAsync(db, await db.Set<VectorSpaceRow>().AsNoTracking().Where(row => row.Kind == kind).ToListAsync(cancellation), pageIds, cancellation);
        }
    }

    private async Task RemoveAsync(LimnerDb db, IReadOnlyList<VectorSpaceRow> spaces, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
    {
        foreach (var row in spaces)
        {
            var space = row.ToSpace();
            var before = await TakeRevisionsAsync(db, space.Id, contentIds.Count, cancellation);
            var ids = JsonSerializer.Serialize(contentIds);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO vector_removals (space_id, content_id, revision)
                SELECT vectors.space_id, vectors.content_id, {before} + item.key + 1
                FROM json_each({ids}) item CROSS JOIN vectors ON vectors.space_id = {space.Id} AND vectors.content_id = item.value WHERE true
                ON CONFLICT (space_id, content_id) DO UPDATE SET revision = excluded.revision
                """,
                cancellation);
            await db.Database.ExecuteSqlAsync($"DELETE FROM vectors WHERE space_id = {space.Id} AND content_id IN (SELECT value FROM json_each({ids}))", cancellation);
            db.AfterCommit(() => indexes.Note(space, before + contentIds.Count));
        }
    }

    public Task HandleAsync(ContentsForgotten message, LimnerDb db, CancellationToken cancellation) => RemoveAsync(db, message.ContentIds, cancellation);

    /// <summary>Sets revisions aside for changes; the first is one more than what is returned.</summary>
    private static async Task<long> TakeRevisionsAsync(LimnerDb db, long spaceId, int count, CancellationToken cancellation)
        => (await db.Database.SqlQuery<long>($"UPDATE vector_spaces SET revision = revision + {count} WHERE id = {spaceId} RETURNING revision AS Value").ToListAsync(cancellation)).Single() - count;
}

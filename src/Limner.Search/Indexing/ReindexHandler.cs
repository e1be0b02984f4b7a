using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Indexing;

/// <summary>
/// Reads every image into the index again after <see cref="SearchText.Version"/> has changed. Searches go on meanwhile, on what is there.
/// How far it has come is stored with each batch, so a restart goes on from there.
/// </summary>
internal sealed class ReindexHandler(IDatabase database, ImageIndexer indexer) : IJobHandler
{
    public const string JobKind = "reindex";

    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    private const int BatchSize = 500;

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                var state = await db.Set<SearchStateRow>().SingleAsync(token);
                if (state.RebuildVersion != SearchText.Version)
                {
                    state.RebuildVersion = SearchText.Version;
                    state.RebuiltUpTo = 0;
                    await db.SaveChangesAsync(token);
                }

                await job.SetTotalAsync(db, await db.Set<ImageRow>().LongCountAsync(token), token);
                var done = await db.Set<ImageRow>().LongCountAsync(image => image.Id <= state.RebuiltUpTo, token);
                await job.ResumeAsync(db, done, 0, null, token);
            },
            cancellation);
        while (await database.WriteAsync((db, token) => RebuildBatchAsync(db, job, token), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <returns>False when nothing is left.</returns>
    private async Task<bool> RebuildBatchAsync(LimnerDb db, JobContext job, CancellationToken cancellation)
    {
        var state = await db.Set<SearchStateRow>().SingleAsync(cancellation);
        var ids = await db.Set<ImageRow>().Where(image => image.Id > state.RebuiltUpTo).OrderBy(image => image.Id).Select(image => image.Id).Take(BatchSize).ToListAsync(cancellation);
        if (ids.Count > 0)
        {
            await indexer.HandleAsync(new ImagesChanged(ids), db, cancellation);
            state.RebuiltUpTo = ids[^1];
            await job.AdvanceAsync(db, ids.Count, 0, null, cancellation);
            return true;
        }

        // Entries of images that have gone without a word: a rebuild also mends.
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM search_index WHERE rowid IN (
                SELECT rowid FROM search_index
                EXCEPT SELECT id FROM images WHERE removed_at IS NULL AND missing_since IS NULL
                EXCEPT SELECT -p.id FROM search_places p JOIN images ON images.id = p.image_id WHERE removed_at IS NULL AND missing_since IS NULL)
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM search_places WHERE image_id NOT IN (SELECT id FROM images WHERE removed_at IS NULL AND missing_since IS NULL)", cancellation);
        state.TextVersion = SearchText.Version;
        state.RebuildVersion = null;
        state.RebuiltUpTo = null;
        return false;
    }
}

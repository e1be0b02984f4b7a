using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Search.Indexing;

/// <summary>At start: enqueues the rebuild of an index that another version of <see cref="SearchText"/> made.</summary>
internal sealed class IndexVersionCheck(IDatabase database, IJobQueue jobs, ILogger<IndexVersionCheck> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var read = database.Read())
        {
            if (await read.Set<SearchStateRow>().AnyAsync(state => state.TextVersion == SearchText.Version, cancellationToken))
            {
                return;
            }
        }

        await database.WriteAsync(
            async (db, token) =>
            {
                var state = await db.Set<SearchStateRow>().SingleAsync(token);
                if (!await db.Set<ImageRow>().AnyAsync(token))
                {
                    state.TextVersion = SearchText.Version;
                    return;
                }

                Log.IndexOutdated(logger, state.TextVersion, SearchText.Version);
                await jobs.EnqueueAsync(
                    db,
                    new NewJob(ReindexHandler.JobKind, new { version = SearchText.Version }, "Rebuild the search index", OwnerId: null, DeduplicationKey: ReindexHandler.JobKind),
                    token);
            },
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

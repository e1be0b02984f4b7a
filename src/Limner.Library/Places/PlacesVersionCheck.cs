using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Limner.Library.Places;

/// <summary>After the start: enqueues the naming of places that the gazetteer in force has not named.</summary>
internal sealed class PlacesVersionCheck(IDatabase database, IJobQueue jobs, Gazetteer gazetteer) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Reading the gazetteer takes a moment that the server's start need not wait for.
        await Task.Yield();
        await using (var read = database.Read())
        {
            if (!await ImageLocations.PositionsOf(read, read.Set<ImageRow>()).AnyAsync(stoppingToken)
                || !await PlacesJob.Lacking(read, gazetteer.Version).AnyAsync(stoppingToken))
            {
                return;
            }
        }

        await database.WriteAsync(
            (db, token) => jobs.EnqueueAsync(
                db,
                new NewJob(PlacesJob.JobKind, new { version = gazetteer.Version }, "Name the places of pictures", OwnerId: null, DeduplicationKey: PlacesJob.JobKind),
                token),
            stoppingToken);
    }
}

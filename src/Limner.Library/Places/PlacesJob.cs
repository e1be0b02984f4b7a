using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Places;

/// <summary>
/// Names the places of images that another version of the gazetteer named, or none. What is left is a question to the database, so a restart goes on
/// where the job was.
/// </summary>
internal sealed class PlacesJob(IDatabase database, Gazetteer gazetteer) : IJobHandler
{
    public const string JobKind = "places";

    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    private const int BatchSize = 500;

    public string Kind => JobKind;

    /// <summary>Images whose place has still to be named.</summary>
    public static IQueryable<long> Lacking(LimnerDb db, int version)
        => ImageLocations.PositionsOf(db, db.Set<ImageRow>())
            .Select(position => position.ImageId)
            .Where(id => !db.Set<ImageLocationRow>().Any(row => row.ImageId == id && row.Version == version));

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        await database.WriteAsync(async (db, token) => await job.SetTotalAsync(db, await Lacking(db, gazetteer.Version).LongCountAsync(token), token), cancellation);
        while (await database.WriteAsync((db, token) => NameAsync(db, job, token), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <returns>False when nothing is left.</returns>
    private async Task<bool> NameAsync(LimnerDb db, JobContext job, CancellationToken cancellation)
    {
        var ids = await Lacking(db, gazetteer.Version).OrderBy(id => id).Take(BatchSize).ToListAsync(cancellation);
        if (ids.Count == 0)
        {
            return false;
        }

        // What follows from the event includes the names themselves (ImageLocations), and that search finds the pictures by them.
        await db.PublishAsync(new ImagesChanged(ids), cancellation);
        await job.AdvanceAsync(db, ids.Count, 0, null, cancellation);
        return true;
    }
}

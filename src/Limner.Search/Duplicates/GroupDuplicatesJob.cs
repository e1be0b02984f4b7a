using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Duplicates;

/// <summary>Compares the images that have not been compared yet, one owner's after the other.</summary>
internal sealed class GroupDuplicatesJob(IDatabase database, ILiveFeed live, HeldClusters held) : IJobHandler
{
    public const string JobKind = "group_duplicates";
    public const string Subject = "duplicates";

    public string Kind => JobKind;

    /// <param name="running">The job that is running now: it may have looked for the last time already, so another follows it.</param>
    public static NewJob New(JobView? running)
        => new(
            JobKind,
            new { version = OwnerClusters.Version },
            "Look for duplicates",
            OwnerId: null,
            Subject,
            NewJob.Background,
            $"{JobKind}{(running is { State: JobState.Running } ? $":after:{running.Id}" : "")}");

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var owners = await database.WriteAsync(
            async (db, token) =>
            {
                await DuplicatePlacing.LoosenOrphansAsync(db, token);
                var counts = await DuplicatePlacing.Pending(db).GroupBy(image => image.OwnerId).Select(owner => new { Id = owner.Key, Count = owner.LongCount() }).OrderBy(owner => owner.Id).ToListAsync(token);
                await job.SetTotalAsync(db, counts.Sum(owner => owner.Count), token);
                return counts.ConvertAll(owner => owner.Id);
            },
            cancellation);

        // Pictures that have no like are no news.
        job.FoundNothingToDo = true;
        foreach (var owner in owners)
        {
            while (await PlaceAsync(job, owner, cancellation))
            {
                // Some of the images had stood elsewhere: what is in memory is no longer what is stored.
            }
        }
    }

    /// <returns>Whether the owner's groups have to be loaded again.</returns>
    private async Task<bool> PlaceAsync(JobContext job, long ownerId, CancellationToken cancellation)
    {
        var clusters = held.Take(ownerId);
        await using (var read = database.Read())
        {
            if (clusters is null || !await DuplicatePlacing.IsCurrentAsync(read, ownerId, clusters, cancellation))
            {
                clusters = await DuplicatePlacing.LoadAsync(read, ownerId, cancellation);
            }
        }

        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (count, isOutdated) = await database.WriteAsync(
                async (db, token) =>
                {
                    var batch = await DuplicatePlacing.PlaceBatchAsync(db, ownerId, clusters, token);
                    await job.AdvanceAsync(db, batch.Count, 0, null, token);
                    if (batch.HasGroups)
                    {
                        job.FoundNothingToDo = false;
                        db.AfterCommit(() => live.ImagesChanged(LiveAudience.Of(ownerId)));
                    }

                    return (batch.Count, batch.IsOutdated);
                },
                cancellation);
            if (isOutdated)
            {
                return true;
            }

            if (count == 0)
            {
                held.Keep(ownerId, clusters);
                return false;
            }
        }
    }
}

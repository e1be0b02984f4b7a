using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Limner.Generation.Queue;

/// <summary>At the start: takes away files that no row needs, as a kill leaves them between a commit and the deletion after it, and sees to it that what waits has a job that paints it.</summary>
internal sealed class QueueStart(IDatabase database, IJobQueue jobs, GenerationFiles files) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        HashSet<string> known;
        List<string> begunWith;
        List<bool> lanes;
        await using (var db = database.Read())
        {
            known = await db.Set<GenerationRow>().Where(row => row.FinishedAt == null || row.State == QueueState.Done).Select(row => row.Directory).ToHashSetAsync(cancellationToken);
            begunWith = await db.Set<GenerationRow>().Where(row => row.State == QueueState.Done && row.Strength != null).Select(row => row.Directory).ToListAsync(cancellationToken);
            lanes = await db.Set<GenerationRow>().Where(row => row.FinishedAt == null).Select(row => row.IsRemote).Distinct().ToListAsync(cancellationToken);
        }

        files.Sweep(known);
        begunWith.ForEach(files.DeleteInputs);
        if (lanes.Count > 0)
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    foreach (var isRemote in lanes)
                    {
                        await GenerationQueue.WakeAsync(jobs, db, isRemote, token);
                    }
                },
                cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

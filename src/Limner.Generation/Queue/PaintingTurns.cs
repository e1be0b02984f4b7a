using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>What the job that paints writes: who begins, and how each ends. Progress of the job is counted in the same transactions.</summary>
internal sealed class PaintingTurns(
    IDatabase database, IJobQueue jobs, RunningPaintings running, GenerationFiles files, Paces paces, IOptionsMonitor<GenerationOptions> options, TimeProvider clock)
{
    /// <summary>Takes up what a process that is gone left being painted: it waits again, unless it was cut off too often.</summary>
    public Task RecoverAsync(bool isRemote, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var rows = await db.Set<GenerationRow>().AsTracking().Where(row => row.IsRemote == isRemote && row.State == QueueState.Running && row.FinishedAt == null).ToListAsync(token);
                foreach (var row in rows)
                {
                    if (row.CancelRequested)
                    {
                        End(db, row, QueueState.Cancelled, null, null);
                    }
                    else if (row.Attempts >= options.CurrentValue.MaxAttempts)
                    {
                        End(db, row, QueueState.Failed, ErrorCatalogue.GenerationInterrupted, $"It was begun {row.Attempts} times.");
                    }
                    else
                    {
                        (row.State, row.UpdatedAt) = (QueueState.Queued, now);
                        db.AfterCommit(() => running.Announce(row.OwnerId, row.Id, GenerationState.Queued));
                    }
                }

                await db.SaveChangesAsync(token);
            },
            cancellation);

    /// <summary>Begins the next one; null: nothing waits.</summary>
    public async Task<GenerationRow?> ClaimAsync(JobContext job, bool isRemote, CancellationToken cancellation)
    {
        var claimed = await database.WriteAsync(
            async (db, token) =>
            {
                var order = await QueueOrder.OfAsync(db, isRemote, token);
                if (order.Count == 0)
                {
                    return null;
                }

                var now = clock.GetUtcNow();
                var row = await db.Set<GenerationRow>().AsTracking().SingleAsync(row => row.Id == order[0].Id, token);
                (row.State, row.StartedAt, row.UpdatedAt, row.Attempts) = (QueueState.Running, now, now, row.Attempts + 1);
                var maker = await db.Set<GenerationMakerRow>().AsTracking().SingleAsync(maker => maker.OwnerId == row.OwnerId, token);
                maker.Turn = 1 + await db.Set<GenerationMakerRow>().MaxAsync(other => other.Turn, token);
                await db.SaveChangesAsync(token);
                var view = await jobs.FindAsync(db, job.Id, token);
                await job.SetTotalAsync(db, (view?.Done ?? 0) + (view?.Failed ?? 0) + order.Count, token);

                // All who wait move up.
                for (var i = 1; i < order.Count; i++)
                {
                    var (waiting, position) = (order[i], i);
                    db.AfterCommit(() => running.Announce(waiting.OwnerId, waiting.Id, GenerationState.Queued, position));
                }

                return row;
            },
            cancellation);
        return claimed;
    }

    /// <summary>Ends a generation without pictures. One that was deleted meanwhile is passed over.</summary>
    public Task EndAsync(JobContext job, GenerationRow generation, QueueState state, Failure? failure)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<GenerationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == generation.Id, token) is { FinishedAt: null } row)
                {
                    End(db, row, state, failure?.Error, failure?.Detail);
                    await db.SaveChangesAsync(token);
                }

                await job.AdvanceAsync(db, state == QueueState.Failed ? 0 : 1, state == QueueState.Failed ? 1 : 0, null, token);
            },
            CancellationToken.None);

    /// <summary>The server stops: it waits again, and this attempt does not count.</summary>
    public Task StepBackAsync(GenerationRow generation)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<GenerationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == generation.Id, token) is not { FinishedAt: null } row)
                {
                    return;
                }

                if (row.CancelRequested)
                {
                    End(db, row, QueueState.Cancelled, null, null);
                }
                else
                {
                    (row.State, row.Attempts, row.UpdatedAt) = (QueueState.Queued, row.Attempts - 1, clock.GetUtcNow());
                }

                await db.SaveChangesAsync(token);
            },
            CancellationToken.None);

    /// <summary>Whether it is still to be painted: nobody cancelled or deleted it. For the moment after the claim, in which nobody could be told of it.</summary>
    public async Task<bool> IsWantedAsync(long id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<GenerationRow>().AnyAsync(row => row.Id == id && !row.CancelRequested, cancellation);
    }

    /// <summary>Queues a job where anything is left that is not painted, also what a failure left as if it were being painted.</summary>
    public Task WakeAsync(bool isRemote)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<GenerationRow>().AnyAsync(row => row.IsRemote == isRemote && row.FinishedAt == null, token))
                {
                    await GenerationQueue.WakeAsync(jobs, db, isRemote, token);
                }
            },
            CancellationToken.None);

    /// <summary>The job was cancelled as such: what was being painted ends with it.</summary>
    public Task GiveUpAsync(GenerationRow generation)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<GenerationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == generation.Id, token) is { FinishedAt: null } row)
                {
                    End(db, row, QueueState.Cancelled, ErrorCatalogue.JobCancelled, null);
                    await db.SaveChangesAsync(token);
                }
            },
            CancellationToken.None);

    /// <summary>The pictures are on the disk: their rows and the end of the generation, at once.</summary>
    /// <returns>False where nobody wants them any more: it was cancelled or deleted.</returns>
    public Task<bool> CompleteAsync(JobContext job, GenerationRow generation, Painted painted, IReadOnlyList<GenerationImageRow> images, StageSeconds seconds, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<GenerationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == generation.Id, token);
                if (row is null || row.CancelRequested)
                {
                    return false;
                }

                (row.DrawnWidth, row.DrawnHeight, row.Scheduler, row.PromptTokens) = (painted.DrawnWidth, painted.DrawnHeight, painted.Scheduler, painted.PromptTokens);
                row.Seconds = JsonSerializer.Serialize(seconds);
                row.End(QueueState.Done, null, null, clock.GetUtcNow());
                db.AddRange(images);
                await db.SaveChangesAsync(token);
                await paces.NoteAsync(
                    db, row.Model, painted.DrawnWidth, painted.DrawnHeight, Paces.IsGuided(row.GuidanceScale), painted.Evaluations,
                    (seconds.Sampling, seconds.Encoding + seconds.Decoding + seconds.Saving), images.Count, token);
                await job.AdvanceAsync(db, 1, 0, null, token);
                db.AfterCommit(() =>
                {
                    files.DeleteInputs(row.Directory);
                    running.Ended(row.Id, row.OwnerId, GenerationState.Done);
                });
                return true;
            },
            cancellation);

    private void End(LimnerDb db, GenerationRow row, QueueState state, ErrorDefinition? error, string? detail)
    {
        row.End(state, error?.Code, detail, clock.GetUtcNow());
        var shown = state == QueueState.Failed ? GenerationState.Failed : GenerationState.Cancelled;
        db.AfterCommit(() =>
        {
            files.Delete(row.Directory);
            running.Ended(row.Id, row.OwnerId, shown);
        });
    }
}

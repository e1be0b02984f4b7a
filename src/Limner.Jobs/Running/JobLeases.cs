using System.Globalization;
using Limner.Jobs.Live;
using Limner.Jobs.Queue;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Jobs.Running;

/// <summary>Every change of a job's state that the runner makes: each one transaction, each fenced by the run's lease.</summary>
internal sealed class JobLeases(IDatabase database, RunningJobs running, LiveFeed live, RunnerSignal signal, IOptions<JobsOptions> options, TimeProvider clock, ILogger<JobLeases> logger)
{
    // Long enough for whoever follows it by its id.
    private static readonly TimeSpan KeepUneventful = TimeSpan.FromMinutes(10);

    // Shorter, and jobs that all wait would do nothing but change places.
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(5);

    private readonly string _node = Guid.NewGuid().ToString("n");
    private long _claims;

    private DateTimeOffset LeaseEnd => clock.GetUtcNow() + options.Value.Lease;

    /// <summary>Takes the next job of these kinds, entered into <see cref="RunningJobs"/>; null when there is none.</summary>
    public async Task<RunningJob?> ClaimAsync(IReadOnlyList<string> kinds, CancellationToken cancellation)
    {
        await using (var db = database.Read())
        {
            // Looking does not cost a write transaction.
            if (!await Claimable(db, kinds).AnyAsync(cancellation))
            {
                return null;
            }
        }

        RunningJob? claimed = null;
        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    var row = await Claimable(db, kinds).AsTracking().OrderByDescending(job => job.Priority).ThenBy(job => job.NextAttemptAt ?? job.CreatedAt).ThenBy(job => job.Id).FirstOrDefaultAsync(token);
                    if (row is null)
                    {
                        return null;
                    }

                    var lease = $"{_node}:{Interlocked.Increment(ref _claims).ToString(CultureInfo.InvariantCulture)}";
                    row.Begin(lease, LeaseEnd, clock.GetUtcNow());
                    await db.SaveChangesAsync(token);

                    // Entered before the commit: a cancellation that follows it must find the run.
                    claimed = new RunningJob(row, lease, live, signal, clock, logger);
                    running.Add(claimed);
                    db.AfterCommit(() => live.JobChanged(row.Id));
                    return claimed;
                },
                cancellation);
        }
        catch
        {
            if (claimed is not null)
            {
                running.Remove(claimed);
                claimed.Dispose();
            }

            throw;
        }
    }

    /// <summary>The highest priority among the jobs of a kind that could begin now; null when there is none.</summary>
    public async Task<int?> MostUrgentAsync(string kind, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Claimable(db, [kind]).MaxAsync(job => (int?)job.Priority, cancellation);
    }

    /// <summary>When the next job that waits after a failure is due; null when none waits.</summary>
    /// <param name="looked">
    /// When jobs were last claimed, taken before the claim: what was due by then is running or waits for a wake, and what has become due
    /// since must not be missed.
    /// </param>
    public async Task<DateTimeOffset?> NextDueAsync(IReadOnlyList<string> kinds, DateTimeOffset looked, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<JobRow>()
            .Where(job => job.State == JobState.Queued && job.NextAttemptAt > looked && kinds.Contains(job.Kind))
            .OrderBy(job => job.NextAttemptAt)
            .Select(job => job.NextAttemptAt)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Ends a run. Does nothing when the job has gone to another run, or is no longer there.</summary>
    /// <returns>The state the job is left in; null when it was not this run's any more.</returns>
    public Task<JobState?> EndAsync(RunningJob run, StopReason reason, Failure? failure, CancellationToken cancellation)
        => database.WriteAsync<JobState?>(
            async (db, token) =>
            {
                var row = await db.Set<JobRow>().AsTracking().FirstOrDefaultAsync(job => job.Id == run.Id && job.LeaseOwner == run.Lease, token);
                if (row is null || reason == StopReason.LeaseLost)
                {
                    return null;
                }

                Apply(row, run, reason, failure);
                row.Uneventful = row.Priority <= NewJob.Background
                    && (row.State == JobState.Cancelled || (row.State == JobState.Succeeded && run.FoundNothingToDo));
                await db.SaveChangesAsync(token);
                db.AfterCommit(() =>
                {
                    live.JobChanged(row.Id);
                    signal.Wake();
                });
                return row.State;
            },
            cancellation);

    /// <summary>
    /// Takes up again what a process that is gone left running: everything that is marked as running (<paramref name="all"/>, at start, when
    /// nobody else can be on this database), or what nobody has renewed.
    /// </summary>
    /// <returns>How many jobs there were.</returns>
    public async Task<int> TakeUpAsync(bool all, CancellationToken cancellation)
    {
        await using (var db = database.Read())
        {
            if (!await Orphans(db, all).AnyAsync(cancellation))
            {
                return 0;
            }
        }

        return await database.WriteAsync(
            async (db, token) =>
            {
                var rows = await Orphans(db, all).AsTracking().ToListAsync(token);
                foreach (var row in rows)
                {
                    TakeUp(row);
                    db.AfterCommit(() => live.JobChanged(row.Id));
                }

                await db.SaveChangesAsync(token);
                db.AfterCommit(signal.Wake);
                return rows.Count;
            },
            cancellation);
    }

    /// <summary>Renews the leases of what runs here, and stops what was cancelled on another node or lost.</summary>
    public async Task RenewAsync(CancellationToken cancellation)
    {
        var runs = running.All;
        if (runs.Count == 0)
        {
            return;
        }

        var leases = runs.Select(run => run.Lease).ToList();
        var end = LeaseEnd;
        var held = await database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<JobRow>()
                    .Where(job => job.LeaseOwner != null && leases.Contains(job.LeaseOwner))
                    .ExecuteUpdateAsync(set => set.SetProperty(job => job.LeaseExpiresAt, end), token);
                return await db.Set<JobRow>()
                    .Where(job => job.LeaseOwner != null && leases.Contains(job.LeaseOwner))
                    .ToDictionaryAsync(job => job.LeaseOwner!, job => job.CancelRequested, token);
            },
            cancellation);
        foreach (var run in runs)
        {
            if (!held.TryGetValue(run.Lease, out var cancelRequested))
            {
                run.Stop(StopReason.LeaseLost);
            }
            else if (cancelRequested)
            {
                run.Stop(StopReason.Cancelled);
            }
        }
    }

    /// <summary>Forgets ended jobs beyond the number and the age that are kept; those that found nothing to do sooner, so that they push no others out.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var before = now - TimeSpan.FromDays(options.Value.KeepDays);
        var uneventfulBefore = now - KeepUneventful;
        long beyond;
        await using (var db = database.Read())
        {
            beyond = await Ended(db).Where(job => !job.Uneventful).OrderByDescending(job => job.Id).Skip(options.Value.KeepEnded).Select(job => job.Id).FirstOrDefaultAsync(cancellation);
            if (!await Forgettable(db).AnyAsync(cancellation))
            {
                return 0;
            }
        }

        return await database.WriteAsync((db, token) => Forgettable(db).ExecuteDeleteAsync(token), cancellation);

        IQueryable<JobRow> Forgettable(LimnerDb db)
            => Ended(db).Where(job => job.FinishedAt < before || (job.Uneventful ? job.FinishedAt < uneventfulBefore : job.Id <= beyond));
    }

    private static IQueryable<JobRow> Ended(LimnerDb db) => db.Set<JobRow>().Where(job => job.FinishedAt != null);

    private IQueryable<JobRow> Claimable(LimnerDb db, IReadOnlyList<string> kinds)
    {
        var now = clock.GetUtcNow();
        var jobs = db.Set<JobRow>();
        return jobs
            .Where(job => job.State == JobState.Queued && kinds.Contains(job.Kind) && (job.NextAttemptAt == null || job.NextAttemptAt <= now))
            .Where(job => !db.Set<JobQueueRow>().Any(queue => queue.Kind == job.Kind && queue.PausedAt != null))

            // Its predecessor under the same key was asked to stop and has not yet.
            .Where(job => job.DeduplicationKey == null || !jobs.Any(other => other.State == JobState.Running && other.DeduplicationKey == job.DeduplicationKey));
    }

    private IQueryable<JobRow> Orphans(LimnerDb db, bool all)
    {
        // A machine that slept past its leases wakes with its runs intact: what runs here is never an orphan.
        var own = running.All.Select(run => run.Lease).ToList();
        var now = clock.GetUtcNow();
        return db.Set<JobRow>().Where(job => job.State == JobState.Running && !own.Contains(job.LeaseOwner!) && (all || job.LeaseExpiresAt < now));
    }

    private void TakeUp(JobRow row)
    {
        var now = clock.GetUtcNow();
        if (row.CancelRequested)
        {
            row.End(JobState.Cancelled, errorCode: null, errorDetail: null, now);
            return;
        }

        // Progress sets this back to 0: a run that got somewhere was not cut off by its job.
        if (++row.Interruptions >= options.Value.MaxAttempts)
        {
            row.End(JobState.Failed, ErrorCatalogue.JobAbandoned.Code, $"Cut off {row.Interruptions} times in a row before it got anywhere.", now);
            Log.Abandoned(logger, row.Id, row.Kind, row.Interruptions);
            return;
        }

        row.Requeue(notBefore: null, now);
        Log.TakenUp(logger, row.Id, row.Kind, row.Attempts);
    }

    private void Apply(JobRow row, RunningJob run, StopReason reason, Failure? failure)
    {
        var now = clock.GetUtcNow();
        if (reason == StopReason.Cancelled || (reason is StopReason.Shutdown or StopReason.TurnOver or StopReason.Resting && row.CancelRequested))
        {
            row.End(JobState.Cancelled, errorCode: null, errorDetail: null, now);
        }
        else if (reason == StopReason.Shutdown)
        {
            row.Attempts--;
            row.Requeue(notBefore: null, now);
        }
        else if (reason == StopReason.TurnOver)
        {
            row.Attempts--;

            // Now, not null: behind those that have waited until now.
            row.Requeue(notBefore: now, now);
        }
        else if (reason == StopReason.Resting)
        {
            row.Attempts--;
            var least = now + LeastRest;
            row.Requeue(run.WaitsUntil is { } until && until > least ? until : least, now);
        }
        else if (failure is null)
        {
            row.End(JobState.Succeeded, errorCode: null, errorDetail: null, now);
        }
        else if (failure.Error.IsTransient && ++row.Failures < options.Value.MaxAttempts && !row.CancelRequested)
        {
            row.Requeue(now + Backoff.After(row.Failures, TimeSpan.FromSeconds(options.Value.RetrySeconds), Random.Shared.NextDouble()), now);
            row.ErrorCode = failure.Error.Code;
            row.ErrorDetail = failure.Detail;
        }
        else
        {
            row.End(JobState.Failed, failure.Error.Code, failure.Detail, now);
        }
    }
}

using System.Text.Json;
using Limner.Jobs.Live;
using Limner.Jobs.Running;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Jobs.Queue;

internal sealed class JobQueue(IDatabase database, JobViews views, RunningJobs running, RunnerSignal signal, LiveFeed live, TimeProvider clock) : IJobQueue
{
    internal static readonly JsonSerializerOptions PayloadJson = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<long> EnqueueAsync(LimnerDb db, NewJob job, CancellationToken cancellation)
    {
        var jobs = db.Set<JobRow>();
        if (job.DeduplicationKey is { } key)
        {
            var present = await jobs.AsTracking().FirstOrDefaultAsync(
                row => row.DeduplicationKey == key && !row.CancelRequested && (row.State == JobState.Queued || row.State == JobState.Running), cancellation);
            if (present is not null && !GivesWay(present, job))
            {
                if (job.Priority > present.Priority)
                {
                    present.Priority = job.Priority;
                    present.UpdatedAt = clock.GetUtcNow();
                    await db.SaveChangesAsync(cancellation);
                    AnnounceAfterCommit(db, present.Id);
                }

                return present.Id;
            }

            if (present is not null)
            {
                Cancel(db, present);
                await db.SaveChangesAsync(cancellation);
            }
        }

        var now = clock.GetUtcNow();
        var row = new JobRow
        {
            Kind = job.Kind,
            Title = job.Title,
            Payload = JsonSerializer.Serialize(job.Payload, job.Payload.GetType(), PayloadJson),
            OwnerId = job.OwnerId,
            Subject = job.Subject,
            DeduplicationKey = job.DeduplicationKey,
            Priority = job.Priority,
            State = JobState.Queued,
            CreatedAt = now,
            UpdatedAt = now,
        };
        jobs.Add(row);
        await db.SaveChangesAsync(cancellation);
        AnnounceAfterCommit(db, row.Id);
        return row.Id;
    }

    public async Task<JobView?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await FindAsync(db, id, cancellation);
    }

    public async Task<JobView?> FindAsync(LimnerDb db, long id, CancellationToken cancellation)
        => await db.Set<JobRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } row ? views.From(row) : null;

    public async Task<JobView?> LatestForSubjectAsync(LimnerDb db, string subject, string? kind, CancellationToken cancellation)
        => await db.Set<JobRow>().AsNoTracking()
            .Where(row => row.Subject == subject && (kind == null || row.Kind == kind))
            .OrderByDescending(row => row.Id)
            .FirstOrDefaultAsync(cancellation) is { } row ? views.From(row) : null;

    public async Task<IReadOnlyDictionary<string, JobView>> LatestForSubjectsAsync(LimnerDb db, IReadOnlyCollection<string> subjects, string kind, CancellationToken cancellation)
    {
        if (subjects.Count == 0)
        {
            return new Dictionary<string, JobView>();
        }

        var jobs = db.Set<JobRow>().AsNoTracking();
        var rows = await jobs
            .Where(row => row.Subject != null && subjects.Contains(row.Subject) && row.Kind == kind && !jobs.Any(other => other.Subject == row.Subject && other.Kind == kind && other.Id > row.Id))
            .ToListAsync(cancellation);
        return rows.ToDictionary(row => row.Subject!, views.From);
    }

    public async Task<IReadOnlyDictionary<string, JobView>> ActiveForSubjectsAsync(LimnerDb db, IReadOnlyCollection<string> subjects, string? kind, CancellationToken cancellation)
    {
        if (subjects.Count == 0)
        {
            return new Dictionary<string, JobView>();
        }

        var rows = await db.Set<JobRow>().AsNoTracking()
            .Where(row => row.Subject != null && subjects.Contains(row.Subject) && (kind == null || row.Kind == kind))
            .Where(row => row.State == JobState.Queued || row.State == JobState.Running)
            .OrderBy(row => row.Id)
            .ToListAsync(cancellation);
        return rows.GroupBy(row => row.Subject!).ToDictionary(
            group => group.Key,
            group => views.From(group.FirstOrDefault(row => row.State == JobState.Running) ?? group.First()));
    }

    public async Task CancelForSubjectAsync(LimnerDb db, string subject, CancellationToken cancellation)
    {
        var rows = await db.Set<JobRow>().AsTracking()
            .Where(row => row.Subject == subject && (row.State == JobState.Queued || row.State == JobState.Running))
            .ToListAsync(cancellation);
        rows.ForEach(row => Cancel(db, row));
        await db.SaveChangesAsync(cancellation);
    }

    public Task<JobView> CancelAsync(long id, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await LoadAsync(db, id, token);
                if (row.State is not (JobState.Queued or JobState.Running))
                {
                    throw new LimnerException(ErrorCatalogue.JobNotCancellable);
                }

                Cancel(db, row);
                await db.SaveChangesAsync(token);
                return views.From(row);
            },
            cancellation);

    public Task<JobView> RetryAsync(long id, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await LoadAsync(db, id, token);
                if (row.State is not (JobState.Failed or JobState.Cancelled))
                {
                    throw new LimnerException(ErrorCatalogue.JobNotRetryable);
                }

                if (row.DeduplicationKey is { } key)
                {
                    var successor = await db.Set<JobRow>()
                        .Where(other => other.DeduplicationKey == key && !other.CancelRequested && (other.State == JobState.Queued || other.State == JobState.Running))
                        .Select(other => (long?)other.Id)
                        .FirstOrDefaultAsync(token);
                    if (successor is { } taken)
                    {
                        throw new LimnerException(ErrorCatalogue.Conflict, $"The job {PublicId.Format(IdPrefixes.Job, taken)} does the same already.");
                    }
                }

                row.Attempts = 0;
                row.Failures = 0;
                row.Interruptions = 0;
                row.Done = 0;
                row.Failed = 0;
                row.Total = null;
                row.Message = null;
                row.ErrorCode = null;
                row.ErrorDetail = null;
                row.StartedAt = null;
                row.Requeue(notBefore: null, clock.GetUtcNow());
                await db.SaveChangesAsync(token);
                AnnounceAfterCommit(db, row.Id);
                return views.From(row);
            },
            cancellation);

    /// <summary>What nobody asked for may already be past what somebody wants to see done, and was told less of what to do.</summary>
    private static bool GivesWay(JobRow present, NewJob job) => present.Priority <= NewJob.Background && job.Priority > NewJob.Background;

    private static async Task<JobRow> LoadAsync(LimnerDb db, long id, CancellationToken cancellation)
        => await db.Set<JobRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation)
            ?? throw new LimnerException(ErrorCatalogue.NotFound);

    private void Cancel(LimnerDb db, JobRow row)
    {
        var now = clock.GetUtcNow();
        if (row.State == JobState.Queued)
        {
            row.End(JobState.Cancelled, errorCode: null, errorDetail: null, now);
            row.Uneventful = row.Priority <= NewJob.Background;
        }
        else
        {
            // On another node the lease's renewal finds the mark; here the handler hears of it as soon as it is kept.
            row.CancelRequested = true;
            row.UpdatedAt = now;
            var id = row.Id;
            db.AfterCommit(() => running.Find(id)?.Stop(StopReason.Cancelled));
        }

        AnnounceAfterCommit(db, row.Id);
    }

    private void AnnounceAfterCommit(LimnerDb db, long id)
        => db.AfterCommit(() =>
        {
            signal.Wake();
            live.JobChanged(id);
        });
}

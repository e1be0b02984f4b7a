using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>Takes generations in, cancels and deletes them. Each change is one transaction; what runs is told after it.</summary>
internal sealed class GenerationQueue(
    IDatabase database, IJobQueue jobs, RunningPaintings running, GenerationFiles files, IOptionsMonitor<GenerationOptions> options, TimeProvider clock)
{
    /// <summary>Looks whether one may ask for so much, before anything is done for it: what counts is <see cref="AddAsync"/>'s look, in its transaction.</summary>
    /// <exception cref="LimnerException"><c>generation_quota</c>, <c>generation_queue_full</c>.</exception>
    public async Task CheckAsync(long ownerId, int pictures, CancellationToken cancellation)
    {
        await using var db = database.Read();
        await CheckRoomAsync(db, ownerId, cancellation);
        var (used, next) = await QuotaAsync(db, ownerId, cancellation);
        CheckQuota(used, pictures, next - clock.GetUtcNow());
    }

    /// <summary>Puts a generation behind what its maker has waiting. Its files are there already.</summary>
    /// <exception cref="LimnerException"><c>generation_quota</c>, <c>generation_queue_full</c>.</exception>
    public Task<GenerationRow> AddAsync(GenerationRow row, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                await CheckRoomAsync(db, row.OwnerId, token);
                await CountAsync(db, row.OwnerId, row.NumImages, now, token);
                (row.State, row.CreatedAt, row.UpdatedAt) = (QueueState.Queued, now, now);
                db.Add(row);
                await db.SaveChangesAsync(token);
                await WakeAsync(jobs, db, row.IsRemote, token);
                db.AfterCommit(() => running.Announce(row.OwnerId, row.Id, GenerationState.Queued));
                return row;
            },
            cancellation);

    /// <summary>Has the lane's job look at the queue: the one that waits, or a new one behind the one that runs, which may have looked for the last time already.</summary>
    public static async Task WakeAsync(IJobQueue jobs, LimnerDb db, bool isRemote, CancellationToken cancellation)
    {
        var kind = PaintJob.KindOf(isRemote);
        var active = (await jobs.ActiveForSubjectsAsync(db, [kind], kind, cancellation)).GetValueOrDefault(kind);
        var after = active is { State: JobState.Running } ? $":after:{active.Id}" : null;
        await jobs.EnqueueAsync(
            db, new NewJob(kind, new PaintJob.Payload(), isRemote ? "Have pictures painted" : "Paint", OwnerId: null, kind, NewJob.Background, $"{kind}{after}"), cancellation);
    }

    /// <summary>What a person has had of the day, and when the next begins.</summary>
    public async Task<(int Used, DateTimeOffset NextDay)> QuotaAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        var (day, next) = DayOf(clock.GetUtcNow());
        var maker = await db.Set<GenerationMakerRow>().AsNoTracking().FirstOrDefaultAsync(row => row.OwnerId == ownerId, cancellation);
        return (maker?.Day == day ? maker.Pictures : 0, next);
    }

    /// <summary>Ends one that waits; asks one that is being painted to stop.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>job_not_cancellable</c>: it has ended.</exception>
    public Task CancelAsync(long ownerId, long id, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<GenerationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == id && row.OwnerId == ownerId, token) ?? throw NotThere();
                if (row.FinishedAt is not null)
                {
                    throw new LimnerException(ErrorCatalogue.JobNotCancellable);
                }

                Cancel(db, row);
                await db.SaveChangesAsync(token);
            },
            cancellation);

    /// <summary>Cancels those of these that have not ended. One that nobody has, or somebody else, is passed over.</summary>
    /// <returns>How many.</returns>
    public Task<int> CancelAsync(long ownerId, IReadOnlyCollection<long> ids, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var rows = await db.Set<GenerationRow>().AsTracking()
                    .Where(row => row.OwnerId == ownerId && EF.Parameter(ids).Contains(row.Id) && row.FinishedAt == null && !row.CancelRequested).ToListAsync(token);
                rows.ForEach(row => Cancel(db, row));
                await db.SaveChangesAsync(token);
                return rows.Count;
            },
            cancellation);

    /// <summary>Deletes these with all their pictures; what is being painted stops. One that nobody has, or somebody else, is passed over.</summary>
    /// <returns>How many.</returns>
    public Task<int> DeleteAsync(long ownerId, IReadOnlyCollection<long> ids, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var own = db.Set<GenerationRow>().Where(row => row.OwnerId == ownerId && EF.Parameter(ids).Contains(row.Id));
                var gone = await own.Select(row => new { row.Id, row.Directory, row.FinishedAt }).ToListAsync(token);
                await own.ExecuteDeleteAsync(token);
                db.AfterCommit(() =>
                {
                    foreach (var generation in gone)
                    {
                        running.Cancel(generation.Id);
                        files.Delete(generation.Directory);
                        if (generation.FinishedAt is null)
                        {
                            running.Ended(generation.Id, ownerId, GenerationState.Cancelled);
                        }
                    }
                });
                return gone.Count;
            },
            cancellation);

    public static LimnerException NotThere() => new(ErrorCatalogue.NotFound, "No such generation.");

    private void Cancel(LimnerDb db, GenerationRow row)
    {
        var now = clock.GetUtcNow();
        (row.CancelRequested, row.UpdatedAt) = (true, now);
        if (row.State == QueueState.Queued)
        {
            row.End(QueueState.Cancelled, null, null, now);
        }

        var isEnd = row.FinishedAt is not null;
        db.AfterCommit(() =>
        {
            if (isEnd)
            {
                files.Delete(row.Directory);
                running.Ended(row.Id, row.OwnerId, GenerationState.Cancelled);
            }
            else
            {
                running.Cancel(row.Id);
            }
        });
    }

    private async Task CheckRoomAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        var most = options.CurrentValue.MaxQueued;
        if (await db.Set<GenerationRow>().CountAsync(row => row.OwnerId == ownerId && row.FinishedAt == null, cancellation) >= most)
        {
            throw new LimnerException(ErrorCatalogue.GenerationQueueFull, $"{most} of yours are waiting, which is as many as generation.max_queued allows.");
        }
    }

    private async Task CountAsync(LimnerDb db, long ownerId, int pictures, DateTimeOffset now, CancellationToken cancellation)
    {
        var (day, next) = DayOf(now);
        var maker = await db.Set<GenerationMakerRow>().AsTracking().FirstOrDefaultAsync(row => row.OwnerId == ownerId, cancellation);
        if (maker is null)
        {
            db.Add(maker = new GenerationMakerRow { OwnerId = ownerId, Day = day });
        }

        if (maker.Day != day)
        {
            (maker.Day, maker.Pictures) = (day, 0);
        }

        CheckQuota(maker.Pictures, pictures, next - now);
        maker.Pictures += pictures;
    }

    private void CheckQuota(int used, int pictures, TimeSpan untilNextDay)
    {
        if (options.CurrentValue.DailyPictures is > 0 and var limit && used + pictures > limit)
        {
            throw new LimnerException(ErrorCatalogue.GenerationQuota, $"{used} of {limit} pictures have been asked for today; this asks for {pictures}.") { RetryAfter = untilNextDay };
        }
    }

    private static (int Day, DateTimeOffset Next) DayOf(DateTimeOffset now)
    {
        var day = (int)(now - DateTimeOffset.UnixEpoch).TotalDays;
        return (day, DateTimeOffset.UnixEpoch.AddDays(day + 1));
    }
}

using System.Text.Json;
using Limner.Jobs.Live;
using Limner.Jobs.Queue;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Jobs.Running;

/// <summary>One run of one job on this node: the handler's context, its token and its pace.</summary>
internal sealed class RunningJob(JobRow row, string lease, LiveFeed live, RunnerSignal signal, TimeProvider clock, ILogger logger) : JobContext, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source = new();
    private bool _disposed;
    private long? _firstItemAt;
    private DateTimeOffset? _waitsUntil;

    public override long Id { get; } = row.Id;

    public override long? OwnerId { get; } = row.OwnerId;

    public override string? Subject { get; } = row.Subject;

    public override int Attempt { get; } = row.Attempts;

    public string Kind { get; } = row.Kind;

    public int Priority { get; } = row.Priority;

    /// <summary>Since it finished its first item; null before that. Looking for what there is to do is no turn: nobody would get any further by taking turns at it.</summary>
    public TimeSpan? Working
    {
        get
        {
            lock (_gate)
            {
                return _firstItemAt is { } at ? clock.GetElapsedTime(at) : null;
            }
        }
    }

    public override DateTimeOffset? WaitsUntil
    {
        get
        {
            lock (_gate)
            {
                return _waitsUntil;
            }
        }

        set
        {
            lock (_gate)
            {
                _waitsUntil = value;
            }

            if (value is not null)
            {
                // Somebody may be waiting for its place already.
                signal.Wake();
            }
        }
    }

    /// <summary>The name under which this run holds the job; every write of the run asks for it, so a run that lost its job cannot write.</summary>
    public string Lease { get; } = lease;

    public JobProgress Progress { get; } = new(clock);

    public CancellationToken Token => _source.Token;

    public StopReason StopReason { get; private set; }

    public override bool IsCancelledByPerson => StopReason == StopReason.Cancelled;

    public override T Payload<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(row.Payload, JobQueue.PayloadJson) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.Validation, "The job's payload was written by another version.", exception);
        }
    }

    public override async Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var now = clock.GetUtcNow();
        Ensure(await Mine(db).ExecuteUpdateAsync(set => set.SetProperty(job => job.Total, total).SetProperty(job => job.UpdatedAt, now), cancellation));
        db.AfterCommit(() =>
        {
            Progress.SetTotal(total);
            live.JobChanged(Id);
        });
    }

    public override Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
        => CountAsync(db, done, failed, message, getsSomewhere: done + failed > 0, () => Count(done + failed), cancellation);

    public override Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
        => CountAsync(db, done, failed, message, getsSomewhere: false, () => Progress.Resume(done + failed), cancellation);

    public void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (_disposed || StopReason != StopReason.None)
            {
                return;
            }

            StopReason = reason;
        }

        // Whoever asks for the stop neither waits for its callbacks (they reach into handlers and native code) nor fails with them.
        _ = CancelAsync();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _source.Dispose();
    }

    private async Task CountAsync(LimnerDb db, long done, long failed, string? message, bool getsSomewhere, Action afterCommit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(done);
        ArgumentOutOfRangeException.ThrowIfNegative(failed);
        var now = clock.GetUtcNow();
        Ensure(await Mine(db).ExecuteUpdateAsync(
            set => set
                .SetProperty(job => job.Done, job => job.Done + done)
                .SetProperty(job => job.Failed, job => job.Failed + failed)
                .SetProperty(job => job.Message, job => message ?? job.Message)
                .SetProperty(job => job.Interruptions, job => getsSomewhere ? 0 : job.Interruptions)
                .SetProperty(job => job.UpdatedAt, now),
            cancellation));
        db.AfterCommit(() =>
        {
            afterCommit();
            live.JobChanged(Id);
        });
    }

    private void Count(long items)
    {
        Progress.Advance(items);
        lock (_gate)
        {
            _firstItemAt ??= items > 0 ? clock.GetTimestamp() : null;
        }
    }

    private async Task CancelAsync()
    {
        try
        {
            await _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the meantime.
        }
        catch (AggregateException exception)
        {
            Log.StopCallbackFailed(logger, exception, Id);
        }
    }

    private IQueryable<JobRow> Mine(LimnerDb db) => db.Set<JobRow>().Where(job => job.Id == Id && job.LeaseOwner == Lease);

    private void Ensure(int rows)
    {
        if (rows == 0)
        {
            Stop(StopReason.LeaseLost);
            throw new OperationCanceledException("The job is held by another run now.");
        }
    }
}

/// <summary>What runs on this node at the moment.</summary>
internal sealed class RunningJobs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RunningJob> _jobs = [];

    public IReadOnlyList<RunningJob> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.Values];
            }
        }
    }

    public RunningJob? Find(long id)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(id);
        }
    }

    public int Count(string kind)
    {
        lock (_gate)
        {
            return _jobs.Values.Count(job => job.Kind == kind);
        }
    }

    public void Add(RunningJob job)
    {
        lock (_gate)
        {
            // A job retried the moment its end was written may begin before its former run has left.
            _jobs[job.Id] = job;
        }
    }

    public void Remove(RunningJob job)
    {
        lock (_gate)
        {
            if (_jobs.TryGetValue(job.Id, out var present) && ReferenceEquals(present, job))
            {
                _jobs.Remove(job.Id);
            }
        }
    }
}

using System.Diagnostics;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Jobs.Running;

/// <summary>
/// Runs the jobs of this node. It sleeps until a commit wakes it, a resting job is due, or a run ends; leases are renewed beside the work,
/// by a loop of their own.
/// </summary>
internal sealed class JobRunner : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    /// <summary>How long a run goes on that somebody more urgent waits for: long enough to get somewhere.</summary>
    private static readonly TimeSpan ShortTurn = TimeSpan.FromSeconds(2);

    private readonly JobLeases _leases;
    private readonly RunningJobs _running;
    private readonly RunnerSignal _signal;
    private readonly JobMeters _meters;
    private readonly IOptions<JobsOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobRunner> _logger;
    private readonly Dictionary<string, IJobHandler> _handlers;
    private readonly string[] _kinds;
    private readonly HashSet<Task> _runs = [];
    private readonly BackgroundThreads _threads;

    public JobRunner(
        IEnumerable<IJobHandler> handlers,
        JobLeases leases,
        RunningJobs running,
        RunnerSignal signal,
        JobMeters meters,
        IOptions<JobsOptions> options,
        TimeProvider clock,
        ILogger<JobRunner> logger)
    {
        _handlers = handlers.ToDictionary(handler => handler.Kind);
        _kinds = [.. _handlers.Keys];
        _leases = leases;
        _running = running;
        _signal = signal;
        _meters = meters;
        _options = options;
        _clock = clock;
        _logger = logger;
        _threads = new BackgroundThreads(options.Value.Niceness);
    }

    public override void Dispose()
    {
        _threads.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        UsualThreads.Begin();
        var care = CareForLeasesAsync(stoppingToken);
        try
        {
            await UntilItWorksAsync(() => _leases.TakeUpAsync(all: true, stoppingToken), stoppingToken);
            while (true)
            {
                var looked = _clock.GetUtcNow();
                await UntilItWorksAsync(() => BeginWhatThereIsAsync(stoppingToken), stoppingToken);
                var turn = await UntilItWorksAsync(() => EndTurnsAsync(stoppingToken), stoppingToken);
                var sleep = await UntilItWorksAsync(() => SleepAsync(looked, stoppingToken), stoppingToken);
                await _signal.WaitAsync(turn is null || sleep < turn ? sleep : turn, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The runs were told to stop by the same token; each writes how it ended.
            await Task.WhenAll(_runs);
            await care;
        }
    }

    private async Task<int> BeginWhatThereIsAsync(CancellationToken stopping)
    {
        var begun = 0;
        while (true)
        {
            _runs.RemoveWhere(run => run.IsCompleted);
            var free = _kinds.Where(kind => _running.Count(kind) < Math.Max(_handlers[kind].Concurrency, 1)).ToList();
            if (free.Count == 0 || await _leases.ClaimAsync(free, stopping) is not { } run)
            {
                return begun;
            }

            begun++;
            _runs.Add(Task.Factory.StartNew(() => RunAsync(run, stopping), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _threads).Unwrap());
        }
    }

    /// <summary>Stops runs that only wait, and those whose turn is over, one a kind, so that what waits for their place begins when they have ended.</summary>
    /// <returns>When to look again; null when nobody waits for a turn.</returns>
    private async Task<TimeSpan?> EndTurnsAsync(CancellationToken stopping)
    {
        TimeSpan? next = null;
        foreach (var kind in _kinds)
        {
            var resting = _running.All.Where(run => run.Kind == kind && run.StopReason == StopReason.None && run.WaitsUntil is not null).MaxBy(run => run.WaitsUntil);
            if ((_handlers[kind].Turn is null && resting is null) || _running.Count(kind) < Math.Max(_handlers[kind].Concurrency, 1)
                || await _leases.MostUrgentAsync(kind, stopping) is not { } urgent)
            {
                continue;
            }

            if (resting is not null)
            {
                Log.Resting(_logger, resting.Id, kind);
                resting.Stop(StopReason.Resting);
                continue;
            }

            if (_handlers[kind].Turn is not { } turn)
            {
                continue;
            }

            var runs = _running.All.Where(run => run.Kind == kind && run.Priority <= urgent && run.StopReason == StopReason.None)
                .Select(run => (Run: run, Left: (run.Priority < urgent ? ShortTurn : turn) - (run.Working ?? TimeSpan.Zero)))
                .OrderBy(item => item.Left).ToList();
            if (runs.Count > 0 && runs[0] is { Left: var left, Run: var first } && left <= TimeSpan.Zero)
            {
                Log.TurnOver(_logger, first.Id, kind);
                first.Stop(StopReason.TurnOver);
            }
            else if (runs.Count > 0 && (next is null || runs[0].Left < next))
            {
                next = runs[0].Left;
            }
        }

        return next;
    }

    /// <summary>How long there is nothing to do unless a wake comes: null is until then.</summary>
    private async Task<TimeSpan?> SleepAsync(DateTimeOffset looked, CancellationToken stopping)
    {
        if (await _leases.NextDueAsync(_kinds, looked, stopping) is not { } due)
        {
            return null;
        }

        // Not longer than a minute, because the wall clock may be set meanwhile.
        var wait = due - _clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
    }

    private async Task RunAsync(RunningJob run, CancellationToken stopping)
    {
        using var job = run;
        await using var shutdown = stopping.Register(() => job.Stop(StopReason.Shutdown));
        var started = _clock.GetTimestamp();
        Log.Begun(_logger, job.Id, job.Kind, job.Attempt);
        using var activity = JobMeters.Activities.StartActivity(job.Kind);
        activity?.SetTag("limner.job.id", job.Id);
        var reason = StopReason.None;
        Failure? failure = null;
        try
        {
            await _handlers[job.Kind].RunAsync(job, job.Token);
        }
        catch (Exception exception)
        {
            // Whatever a handler throws once it was told to stop follows from the stop; it is safe to believe that, as jobs can be run again.
            reason = job.StopReason;
            if (reason == StopReason.None)
            {
                failure = Explain(job, exception);
                activity?.SetStatus(ActivityStatusCode.Error, failure.Error.Code);
            }
        }

        var state = await WriteEndAsync(job, reason, failure, stopping);
        var elapsed = _clock.GetElapsedTime(started);
        _meters.Ran(job.Kind, state, elapsed);
        Log.Ended(_logger, job.Id, job.Kind, state, elapsed.TotalSeconds);

        // Only now is there room for another of its kind, so the wake has to come after.
        _running.Remove(job);
        _signal.Wake();
    }

    private Failure Explain(RunningJob job, Exception exception)
    {
        if (exception is LimnerException { Failure: var failure })
        {
            Log.Failed(_logger, exception, job.Id, job.Kind, failure.Error.Code);
            return failure;
        }

        Log.Faulted(_logger, exception, job.Id, job.Kind);
        return ErrorCatalogue.Internal.With($"The log has the details under job {job.Id}.");
    }

    /// <summary>
    /// A full disk must not leave a job running for ever: it is tried until it works or the server stops. After a stop one try is left;
    /// if that fails too, the next start takes the job up.
    /// </summary>
    private async Task<JobState?> WriteEndAsync(RunningJob job, StopReason reason, Failure? failure, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await _leases.EndAsync(job, reason, failure, CancellationToken.None);
            }
            catch (Exception exception)
            {
                Log.EndNotWritten(_logger, exception, job.Id, PauseAfterFailure);
                if (stopping.IsCancellationRequested)
                {
                    return null;
                }
            }

            try
            {
                await Task.Delay(PauseAfterFailure, _clock, stopping);
            }
            catch (OperationCanceledException)
            {
                // One more try before the process ends.
            }
        }
    }

    private async Task CareForLeasesAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_options.Value.Lease / 3, _clock);
        var pruned = _clock.GetTimestamp() - (long)(PruneEvery.TotalSeconds * _clock.TimestampFrequency);
        try
        {
            do
            {
                try
                {
                    await _leases.RenewAsync(stopping);
                    await _leases.TakeUpAsync(all: false, stopping);
                    if (_clock.GetElapsedTime(pruned) >= PruneEvery)
                    {
                        Log.Pruned(_logger, await _leases.PruneAsync(stopping));
                        pruned = _clock.GetTimestamp();
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Log.RenewalFailed(_logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task<T> UntilItWorksAsync<T>(Func<Task<T>> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                Log.RunnerFailed(_logger, exception, PauseAfterFailure);
                await Task.Delay(PauseAfterFailure, _clock, stopping);
            }
        }
    }
}

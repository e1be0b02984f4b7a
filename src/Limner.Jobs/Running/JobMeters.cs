using System.Diagnostics;
using System.Diagnostics.Metrics;
using Limner.Jobs.Queue;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Jobs.Running;

/// <summary>Meter <c>Limner.Jobs</c>: what waits, what runs, and how long runs take, by kind.</summary>
internal sealed class JobMeters : IDisposable
{
    private readonly Meter _meter = new("Limner.Jobs");
    private readonly Histogram<double> _duration;
    private readonly IDatabase _database;
    private readonly RunningJobs _running;
    private readonly ILogger<JobMeters> _logger;

    public JobMeters(IDatabase database, RunningJobs running, ILogger<JobMeters> logger)
    {
        _database = database;
        _running = running;
        _logger = logger;
        _duration = _meter.CreateHistogram<double>("limner.jobs.duration", "s", "Duration of a run");
        _meter.CreateObservableGauge("limner.jobs.queued", CountQueued, "{job}", "Jobs that wait to be run");
        _meter.CreateObservableGauge("limner.jobs.running", CountRunning, "{job}", "Jobs that run on this node");
    }

    public static ActivitySource Activities { get; } = new("Limner.Jobs");

    public void Ran(string kind, JobState? leftIn, TimeSpan duration)
        => _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("state", leftIn is { } state ? state.ToString().ToLowerInvariant() : "lost"));

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> CountRunning()
        => _running.All.GroupBy(job => job.Kind).Select(kind => Measure(kind.LongCount(), kind.Key));

    private IEnumerable<Measurement<long>> CountQueued()
    {
        try
        {
            using var db = _database.Read();
            return [.. db.Set<JobRow>().Where(job => job.State == JobState.Queued).GroupBy(job => job.Kind).Select(kind => new { kind.Key, Count = kind.LongCount() }).AsEnumerable().Select(kind => Measure(kind.Count, kind.Key))];
        }
        catch (Exception exception)
        {
            // Looking at the figures must not be able to hurt anybody.
            Log.FiguresFailed(_logger, exception);
            return [];
        }
    }

    private static Measurement<long> Measure(long count, string kind) => new(count, new KeyValuePair<string, object?>("kind", kind));
}

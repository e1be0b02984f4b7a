using Limner.Kernel.Errors;

namespace Limner.Jobs;

/// <summary>
/// Does the jobs of one kind. Registered as a singleton <see cref="IJobHandler"/>.
/// <para>
/// Handlers are idempotent and resumable: a job cut off by a crash or a shutdown is run again from its beginning, and what it had
/// committed is still there. Returning means the job succeeded, so a handler stopped through its token throws
/// <see cref="OperationCanceledException"/> and never just returns. A <see cref="LimnerException"/> whose error is transient is tried again
/// with growing pauses; any other exception ends the job as failed with that reason.
/// </para>
/// </summary>
public interface IJobHandler
{
    /// <summary>Stable, snake_case; stored with every job.</summary>
    string Kind { get; }

    /// <summary>How many jobs of this kind run side by side on this node; at least 1.</summary>
    int Concurrency => 1;

    /// <summary>
    /// How long one may run, counted from the first item it finished, while others of this kind wait that are as urgent; null: to its end. It is then
    /// stopped as by a shutdown, queued behind them, and goes on where it was. For kinds whose handlers lose little by that.
    /// </summary>
    TimeSpan? Turn => null;

    /// <param name="cancellation">Cancelled when the user cancels the job, its turn is over, the server stops, or the job was lost to another node.</param>
    Task RunAsync(JobContext job, CancellationToken cancellation);
}

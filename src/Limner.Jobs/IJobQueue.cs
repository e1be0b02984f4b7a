using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Jobs;

/// <summary>Work to be done later, durably.</summary>
/// <param name="Kind">Which <see cref="IJobHandler"/> does it.</param>
/// <param name="Payload">What the handler needs to know; stored as JSON, so keep it small: ids, not data.</param>
/// <param name="Title">What a person sees in the list of jobs.</param>
/// <param name="OwnerId">Whose job it is: that user sees it, administrators that it is there. Null: administrators only.</param>
/// <param name="Subject">Public id of the thing worked on (<c>fld_1</c>).</param>
/// <param name="Priority">Higher goes first; equal ones by age.</param>
/// <param name="DeduplicationKey">At most one queued or running job carries a key: enqueuing another returns the first one's id.</param>
public sealed record NewJob(string Kind, object Payload, string Title, long? OwnerId, string? Subject = null, int Priority = 0, string? DeduplicationKey = null)
{
    /// <summary>The priority of work that nobody asked for: it goes after everything else, and <see cref="JobContext.FoundNothingToDo"/> hides it.</summary>
    public const int Background = -10;
}

/// <summary>The durable queue. Ids are row numbers; the API shows them as <c>job_…</c>.</summary>
public interface IJobQueue
{
    /// <summary>
    /// Enqueues in the caller's transaction, so that a job exists exactly when the change it follows does, and wakes the runner after the
    /// commit. A job that carries the same <see cref="NewJob.DeduplicationKey"/> and has not ended (nor been asked to stop) is returned
    /// instead; it takes the higher of both priorities. Only one of <see cref="NewJob.Background"/> gives way to one that somebody asked
    /// for: it is asked to stop, and the new one begins when it has.
    /// </summary>
    /// <returns>The job's id.</returns>
    Task<long> EnqueueAsync(LimnerDb db, NewJob job, CancellationToken cancellation);

    /// <summary>The job with this id whoever owns it, or null.</summary>
    Task<JobView?> FindAsync(long id, CancellationToken cancellation);

    /// <inheritdoc cref="FindAsync(long, CancellationToken)"/>
    /// <remarks>Reads on <paramref name="db"/>, so it also sees a job enqueued in the same transaction.</remarks>
    Task<JobView?> FindAsync(LimnerDb db, long id, CancellationToken cancellation);

    /// <summary>The youngest job on a subject in any state, or null.</summary>
    /// <param name="kind">Only jobs of this kind; null: of every kind.</param>
    Task<JobView?> LatestForSubjectAsync(LimnerDb db, string subject, string? kind, CancellationToken cancellation);

    /// <summary>The youngest job on each of these subjects in any state, in one query.</summary>
    /// <param name="kind">Only jobs of this kind.</param>
    Task<IReadOnlyDictionary<string, JobView>> LatestForSubjectsAsync(LimnerDb db, IReadOnlyCollection<string> subjects, string kind, CancellationToken cancellation);

    /// <summary>The queued or running job of each subject that has one (a running one before a queued one), in one query.</summary>
    /// <param name="kind">Only jobs of this kind; null: of every kind.</param>
    Task<IReadOnlyDictionary<string, JobView>> ActiveForSubjectsAsync(LimnerDb db, IReadOnlyCollection<string> subjects, string? kind, CancellationToken cancellation);

    /// <summary>
    /// Cancels what is queued or running on a subject that is going away, in the caller's transaction. A running handler is told after the
    /// commit and stops a moment later: its writes must expect that the subject is gone.
    /// </summary>
    Task CancelForSubjectAsync(LimnerDb db, string subject, CancellationToken cancellation);

    /// <summary>Cancels a queued job at once; asks a running one to stop.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.NotFound"/>, <see cref="ErrorCatalogue.JobNotCancellable"/>.</exception>
    Task<JobView> CancelAsync(long id, CancellationToken cancellation);

    /// <summary>Queues a failed or cancelled job again, with its attempts counted anew.</summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>, <see cref="ErrorCatalogue.JobNotRetryable"/>, <see cref="ErrorCatalogue.Conflict"/> (another
    /// job does the same already).
    /// </exception>
    Task<JobView> RetryAsync(long id, CancellationToken cancellation);
}

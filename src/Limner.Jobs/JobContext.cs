using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Jobs;

/// <summary>A running job as its handler sees it. Progress counts the present attempt: each attempt starts from 0 of an unknown total.</summary>
public abstract class JobContext
{
    public abstract long Id { get; }

    public abstract long? OwnerId { get; }

    /// <summary>Public id of the thing worked on, as enqueued.</summary>
    public abstract string? Subject { get; }

    /// <summary>1 for the first try. Attempts cut off by an orderly shutdown are not counted.</summary>
    public abstract int Attempt { get; }

    /// <summary>
    /// Set by a handler that looked and found nothing to do. A job of <see cref="NewJob.Background"/> priority that succeeds so is left out of the list of
    /// jobs and soon forgotten, unless somebody asked for the same in the meantime. It can be asked for by its id until then.
    /// </summary>
    public bool FoundNothingToDo { get; set; }

    /// <summary>
    /// Set by a handler that can do nothing before this (a server is away, say), and null again when it goes on. If others of its kind want its place meanwhile it is
    /// stopped as by a shutdown, and queued again not to begin before then.
    /// </summary>
    public virtual DateTimeOffset? WaitsUntil { get; set; }

    /// <summary>Whether it is being stopped because a person cancelled it, and not to go on later or elsewhere.</summary>
    public virtual bool IsCancelledByPerson => false;

    /// <summary>The payload as enqueued.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: it does not read as a <typeparamref name="T"/>.</exception>
    public abstract T Payload<T>();

    /// <summary>
    /// Says how many items there are in all, inside the handler's own write transaction. May be called again when more are found.
    /// </summary>
    /// <exception cref="OperationCanceledException">The job is no longer this run's: the transaction must roll back.</exception>
    public abstract Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation);

    /// <summary>
    /// Counts finished items in the transaction that holds their results, so that what is counted is exactly what is kept.
    /// </summary>
    /// <param name="done">Items done since the last call, 0 or more.</param>
    /// <param name="failed">Items failed since the last call, 0 or more; not contained in <paramref name="done"/>.</param>
    /// <param name="message">What is being done, shown beside the progress; null leaves the last one.</param>
    /// <exception cref="OperationCanceledException">The job is no longer this run's: the transaction must roll back.</exception>
    public abstract Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation);

    /// <summary>
    /// Counts, before the first <see cref="AdvanceAsync"/>, what earlier attempts have finished. It is shown as done and is neither part of
    /// the rate nor a sign that this attempt gets anywhere: a job that ends the process at one and the same item is given up.
    /// </summary>
    /// <exception cref="OperationCanceledException">The job is no longer this run's: the transaction must roll back.</exception>
    public abstract Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation);
}

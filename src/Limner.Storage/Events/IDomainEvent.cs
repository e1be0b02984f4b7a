namespace Limner.Storage.Events;

/// <summary>Something a module tells the modules downstream of it, in the transaction in which it happens.</summary>
public interface IDomainEvent;

/// <summary>
/// Follows an event inside the transaction that published it. It must be quick and set-based: it holds the writer. Anything long is
/// enqueued as a job here.
/// </summary>
public interface IDomainEventHandler<in TEvent>
    where TEvent : IDomainEvent
{
    Task HandleAsync(TEvent message, LimnerDb db, CancellationToken cancellation);
}

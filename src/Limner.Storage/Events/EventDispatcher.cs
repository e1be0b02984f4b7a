using Microsoft.Extensions.DependencyInjection;

namespace Limner.Storage.Events;

/// <summary>Finds the handlers of an event in the container. Handlers are singletons.</summary>
public sealed class EventDispatcher(IServiceProvider services)
{
    internal async Task DispatchAsync<TEvent>(TEvent message, LimnerDb db, CancellationToken cancellation)
        where TEvent : IDomainEvent
    {
        foreach (var handler in services.GetServices<IDomainEventHandler<TEvent>>())
        {
            await handler.HandleAsync(message, db, cancellation);
        }
    }
}

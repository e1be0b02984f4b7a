using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Storage;

/// <summary>
/// The one database context. Modules contribute entities through <see cref="ISchemaModule"/>, so that a change, the job that follows
/// from it and the search index that shows it are committed together. Obtained from <see cref="IDatabase"/> only.
/// </summary>
public sealed class LimnerDb(DbContextOptions<LimnerDb> options, IEnumerable<ISchemaModule> modules, EventDispatcher events) : DbContext(options)
{
    private List<Action>? _afterCommit;

    /// <summary>
    /// Runs the handlers of <paramref name="message"/> on this context, inside the running transaction. What they change is committed or
    /// rolled back with the rest.
    /// </summary>
    public Task PublishAsync<TEvent>(TEvent message, CancellationToken cancellation)
        where TEvent : IDomainEvent
        => events.DispatchAsync(message, this, cancellation);

    /// <summary>Runs <paramref name="action"/> once the transaction is committed, never if it is not: for live messages and wake-ups.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    internal void RunAfterCommit()
    {
        var actions = _afterCommit;
        _afterCommit = null;
        actions?.ForEach(action => action());
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var module in modules)
        {
            module.Configure(modelBuilder);
        }

        SnakeCaseNames.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        => configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();
}

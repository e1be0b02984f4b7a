using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Storage;

/// <summary>
/// The one database context. Modules contribute entities through <see cref="ISchemaModule"/>, so that a change, the job that follows
/// from it and the search index that shows it are committed together. Obtained from <see cref="IDatabase"/> only.
/// </summary>
public sealed class LimnerDb : DbContext
{
    private readonly ISchemaModule[] _modules;
    private readonly EventDispatcher _events;
    private readonly bool _writing;
    private List<Action> _afterCommit = [];

    internal LimnerDb(DbContextOptions<LimnerDb> options, ISchemaModule[] modules, string modelKey, EventDispatcher events, bool writing)
        : base(options)
    {
        _modules = modules;
        ModelKey = modelKey;
        _events = events;
        _writing = writing;
    }

    /// <summary>Which modules the model is made of.</summary>
    internal string ModelKey { get; }

    /// <summary>
    /// Runs the handlers of <paramref name="message"/> on this context, inside the running transaction. What they change is committed or
    /// rolled back with the rest.
    /// </summary>
    /// <exception cref="InvalidOperationException">This context only reads.</exception>
    public Task PublishAsync<TEvent>(TEvent message, CancellationToken cancellation)
        where TEvent : IDomainEvent
    {
        RequireWriting();
        return _events.DispatchAsync(message, this, cancellation);
    }

    /// <summary>
    /// Runs <paramref name="action"/> once the transaction is committed, never if it is not: for live messages and wake-ups. What it throws
    /// is logged, as nobody is left who could undo anything.
    /// </summary>
    /// <exception cref="InvalidOperationException">This context only reads.</exception>
    public void AfterCommit(Action action)
    {
        RequireWriting();
        _afterCommit.Add(action);
    }

    internal IReadOnlyList<Action> TakeAfterCommit()
    {
        var actions = _afterCommit;
        _afterCommit = [];
        return actions;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var module in _modules)
        {
            module.Configure(modelBuilder);
        }

        SnakeCaseNames.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        => configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();

    private void RequireWriting()
    {
        if (!_writing)
        {
            throw new InvalidOperationException("This context only reads; write through IDatabase.WriteAsync.");
        }
    }
}

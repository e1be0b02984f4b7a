using Limner.Kernel.Errors;

namespace Limner.Storage;

/// <summary>
/// The way to the database. Reads run side by side on contexts of their own that track nothing; writes run one after the other, each in
/// a transaction of its own (SQLite has one writer: waiting here is orderly, waiting there ends in "database is locked").
/// </summary>
public interface IDatabase
{
    /// <summary>
    /// Grows with every write of this process that is committed, before whoever wrote hears of it. What was read after taking it is still true
    /// of this process's writes while it is the same.
    /// </summary>
    long Version { get; }

    /// <summary>
    /// A context for queries. Dispose it; it never outlives the request or the unit of work. Each query sees what is committed when it
    /// begins. Writing through it is refused.
    /// </summary>
    LimnerDb Read();

    /// <summary>Runs queries that must agree with one another: all of them see the database as it was at the first.</summary>
    Task<T> SnapshotAsync<T>(Func<LimnerDb, CancellationToken, Task<T>> work, CancellationToken cancellation);

    /// <summary>
    /// Runs <paramref name="work"/> as the only writer. Commits when it returns, rolls back when it throws. Tracked changes that
    /// <paramref name="work"/> has not saved are saved before the commit. Keep it short: no file or network access inside, and no second
    /// write (that throws <see cref="InvalidOperationException"/>).
    /// </summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.StorageFull"/>, <see cref="ErrorCatalogue.DatabaseConnection"/>, <see cref="ErrorCatalogue.DatabaseQuery"/>
    /// (the file is damaged). Broken constraints arrive as EF Core and SQLite throw them.
    /// </exception>
    Task<T> WriteAsync<T>(Func<LimnerDb, CancellationToken, Task<T>> work, CancellationToken cancellation);

    /// <inheritdoc cref="WriteAsync{T}"/>
    Task WriteAsync(Func<LimnerDb, CancellationToken, Task> work, CancellationToken cancellation)
        => WriteAsync(
            async (db, token) =>
            {
                await work(db, token);
                return true;
            },
            cancellation);
}

namespace Limner.Storage;

/// <summary>
/// The way to the database. Reads run side by side on contexts of their own that track nothing; writes run one after the other, each in
/// a transaction of its own (SQLite has one writer: waiting here is orderly, waiting there ends in "database is locked").
/// </summary>
public interface IDatabase
{
    /// <summary>A context for queries. Dispose it; it never outlives the request or the unit of work.</summary>
    LimnerDb Read();

    /// <summary>
    /// Runs <paramref name="work"/> as the only writer. Commits when it returns, rolls back when it throws. Tracked changes that
    /// <paramref name="work"/> has not saved are saved before the commit. Keep it short: no file or network access inside.
    /// </summary>
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

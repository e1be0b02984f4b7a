using System.Data;
using Limner.Kernel.Errors;
using Limner.Storage.Events;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Limner.Storage;

/// <summary>
/// One SQLite file in WAL mode. <c>synchronous=FULL</c>: what a caller was told is committed survives a power cut, not only a killed
/// process.
/// </summary>
internal sealed class SqliteDatabase : IDatabase, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly DbContextOptions<LimnerDb> _readOptions;
    private readonly DbContextOptions<LimnerDb> _writeOptions;
    private readonly ISchemaModule[] _modules;
    private readonly EventDispatcher _events;

    public SqliteDatabase(IOptions<StorageOptions> options, IEnumerable<ISchemaModule> modules, IEnumerable<IInterceptor> interceptors, EventDispatcher events)
    {
        Path = options.Value.DatabasePath;
        Directory.CreateDirectory(System.IO.Path.GetFullPath(options.Value.DataDir));
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            ForeignKeys = true,
            DefaultTimeout = 30,
            Pooling = true,
        }.ToString();
        IInterceptor[] all = [new ConnectionPragmas(), .. interceptors];
        _writeOptions = new DbContextOptionsBuilder<LimnerDb>().UseSqlite(connection).AddInterceptors(all).Options;
        _readOptions = new DbContextOptionsBuilder<LimnerDb>().UseSqlite(connection).AddInterceptors(all)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
        _modules = [.. modules];
        _events = events;
    }

    public string Path { get; }

    public LimnerDb Read() => new(_readOptions, _modules, _events);

    public async Task<T> WriteAsync<T>(Func<LimnerDb, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await using var db = new LimnerDb(_writeOptions, _modules, _events);
        T result;
        await _writer.WaitAsync(cancellation);
        try
        {
            // Microsoft.Data.Sqlite begins with BEGIN IMMEDIATE at this level: the write lock is taken before anything is read.
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
            result = await work(db, cancellation);
            await db.SaveChangesAsync(cancellation);

            // Past this point the caller's cancellation must not leave it guessing whether the work was kept.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception) when (FindSqlite(exception) is { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } full)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, full.Message, exception);
        }
        finally
        {
            _writer.Release();
        }

        db.RunAfterCommit();
        return result;
    }

    public void Dispose() => _writer.Dispose();

    private static SqliteException? FindSqlite(Exception? exception)
    {
        while (exception is not null and not SqliteException)
        {
            exception = exception.InnerException;
        }

        return exception as SqliteException;
    }
}

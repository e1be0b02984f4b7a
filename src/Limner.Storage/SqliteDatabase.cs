using System.Data;
using System.Diagnostics.Metrics;
using Limner.Kernel.Errors;
using Limner.Storage.Events;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Storage;

/// <summary>
/// One SQLite file in WAL mode. <c>synchronous=FULL</c>: what a caller was told is committed survives a power cut, not only a killed
/// process. Reading and writing connections come from pools of their own, because the reading ones refuse to write.
/// </summary>
internal sealed class SqliteDatabase : IDatabase, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly AsyncLocal<Turn?> _turn = new();
    private readonly DbContextOptions<LimnerDb> _readOptions;
    private readonly DbContextOptions<LimnerDb> _writeOptions;
    private readonly string[] _connectionStrings;
    private readonly ISchemaModule[] _modules;
    private readonly string _modelKey;
    private readonly EventDispatcher _events;
    private readonly TimeProvider _clock;
    private readonly ILogger<SqliteDatabase> _logger;
    private readonly Meter _meter = new("Limner.Storage");
    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _held;
    private long _version;

    public SqliteDatabase(
        IOptions<StorageOptions> options,
        IEnumerable<ISchemaModule> modules,
        IEnumerable<IInterceptor> interceptors,
        EventDispatcher events,
        TimeProvider clock,
        ILogger<SqliteDatabase> logger)
    {
        _modules = [.. modules];
        _modelKey = string.Join(';', _modules.Select(module => module.GetType().FullName).Order(StringComparer.Ordinal));
        _events = events;
        _clock = clock;
        _logger = logger;
        _waited = _meter.CreateHistogram<double>("limner.storage.write.wait", "s", "Time a write waited for its turn");
        _held = _meter.CreateHistogram<double>("limner.storage.write.duration", "s", "Time a write held the writer");
        Path = System.IO.Path.GetFullPath(options.Value.DatabasePath);
        CreateFile(Path);
        var writing = ConnectionString(SqliteOpenMode.ReadWriteCreate);
        var reading = ConnectionString(SqliteOpenMode.ReadWrite);
        _connectionStrings = [writing, reading];
        IInterceptor[] added = [.. interceptors];
        _writeOptions = Configure(writing).AddInterceptors([new ConnectionPragmas(readOnly: false), .. added]).Options;
        _readOptions = Configure(reading).AddInterceptors([new ConnectionPragmas(readOnly: true), new ReadErrors(), .. added])
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
    }

    public string Path { get; }

    public long Version => Interlocked.Read(ref _version);

    public LimnerDb Read() => new(_readOptions, _modules, _modelKey, _events, writing: false);

    public async Task<T> SnapshotAsync<T>(Func<LimnerDb, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await using var db = Read();
        await db.Database.OpenConnectionAsync(cancellation);

        // Deferred: EF Core's own BeginTransaction would ask for the write lock.
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await using var transaction = connection.BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(transaction, cancellation);
        return await work(db, cancellation);
    }

    public async Task<T> WriteAsync<T>(Func<LimnerDb, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        if (_turn.Value is { IsOver: false })
        {
            throw new InvalidOperationException("A write inside a write would wait for itself for ever. Use the context of the outer one.");
        }

        await using var db = new LimnerDb(_writeOptions, _modules, _modelKey, _events, writing: true);
        T result;
        var asked = _clock.GetTimestamp();
        await _writer.WaitAsync(cancellation);
        var begun = _clock.GetTimestamp();
        var turn = new Turn();
        _turn.Value = turn;
        try
        {
            // Microsoft.Data.Sqlite begins with BEGIN IMMEDIATE at this level: the write lock is taken before anything is read.
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
            result = await work(db, cancellation);
            await db.SaveChangesAsync(cancellation);

            // Past this point the caller's cancellation must not leave it guessing whether the work was kept.
            try
            {
                await transaction.CommitAsync(CancellationToken.None);
            }
            finally
            {
                // Also when the commit fails: whether it was kept is then not known here.
                Interlocked.Increment(ref _version);
            }
        }
        catch (Exception exception) when (SqliteErrors.Translate(exception) is { } failure)
        {
            throw new LimnerException(failure, exception);
        }
        finally
        {
            turn.IsOver = true;
            _turn.Value = null;
            _writer.Release();
            _waited.Record(_clock.GetElapsedTime(asked, begun).TotalSeconds);
            _held.Record(_clock.GetElapsedTime(begun).TotalSeconds);
        }

        foreach (var action in db.TakeAfterCommit())
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                // The work is kept: whoever wrote it must not be told otherwise, and the other actions are owed their call.
                Log.AfterCommitFailed(_logger, exception);
            }
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var connectionString in _connectionStrings)
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }

        _writer.Dispose();
        _meter.Dispose();
    }

    /// <summary>Makes an empty file that only this user can read: it will hold password hashes. SQLite gives its side files the same mode.</summary>
    private static void CreateFile(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
            {
                using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.DatabaseConnection, exception.Message, exception);
        }
    }

    private static DbContextOptionsBuilder<LimnerDb> Configure(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<LimnerDb>().UseSqlite(connectionString);
        builder.ReplaceService<IModelCacheKeyFactory, ModuleModelCacheKeyFactory>();
        return builder;
    }

    // The mode also keeps the pools apart: they are found by the connection string.
    private string ConnectionString(SqliteOpenMode mode)
        => new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, DefaultTimeout = 30, Pooling = true }.ToString();

    /// <summary>One write. Work that outlives it carries it along, and may write again once it is over.</summary>
    private sealed class Turn
    {
        public volatile bool IsOver;
    }
}

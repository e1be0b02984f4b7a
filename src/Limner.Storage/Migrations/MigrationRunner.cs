using System.Data;
using System.Security.Cryptography;
using System.Text;
using Limner.Kernel.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Limner.Storage.Migrations;

/// <summary>
/// Brings the database to the version of this binary: scripts not yet applied run in order, each in a transaction that also records it.
/// SQLite's write lock keeps two processes from migrating at once. A database that is newer than the binary, or whose applied scripts
/// read differently, is refused rather than guessed at.
/// </summary>
internal sealed class MigrationRunner(SqliteDatabase database, IEnumerable<ISchemaModule> modules, TimeProvider clock, ILogger<MigrationRunner> logger)
{
    public Task MigrateAsync(CancellationToken cancellation)
        => MigrateAsync(MigrationScript.FindAll(modules.Select(module => module.GetType().Assembly), "sqlite"), cancellation);

    internal async Task MigrateAsync(IReadOnlyList<MigrationScript> scripts, CancellationToken cancellation)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = database.Path, Pooling = false, DefaultTimeout = 60 }.ToString();
        try
        {
            await using var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync(cancellation);

            // What a power cut takes of a script it takes whole, and the next start runs it again: the disk is waited for once, when the connection closes, not for each of some thirty scripts.
            // Foreign keys are off so that a script may rebuild a table others point at; each script is checked as a whole before its commit.
            await ExecuteAsync(connection, null, "PRAGMA busy_timeout=60000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF;", cancellation);
            await ExecuteAsync(connection, null, "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT", cancellation);
            await RefuseNewerAsync(connection, scripts.Count == 0 ? 0 : scripts[^1].Number, cancellation);
            foreach (var script in scripts)
            {
                await ApplyAsync(connection, script, cancellation);
            }
        }
        catch (Exception exception) when (SqliteErrors.Translate(exception) is { } failure)
        {
            throw new LimnerException(failure.Error, $"{database.Path}: {failure.Detail}", exception);
        }
    }

    /// <summary>Before anything is changed.</summary>
    private static async Task RefuseNewerAsync(SqliteConnection connection, int last, CancellationToken cancellation)
    {
        await using var newest = connection.CreateCommand();
        newest.CommandText = "SELECT name FROM schema_migrations WHERE number > $last ORDER BY number LIMIT 1";
        newest.Parameters.AddWithValue("$last", last);
        if (await newest.ExecuteScalarAsync(cancellation) is string unknown)
        {
            throw new LimnerException(ErrorCatalogue.Configuration, $"The database was written by a newer version of Limner (it has {unknown}). Run that version or a later one.");
        }
    }

    private async Task ApplyAsync(SqliteConnection connection, MigrationScript script, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.Sql)));
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellation);
        await using var applied = connection.CreateCommand();
        applied.Transaction = transaction;
        applied.CommandText = "SELECT sha256 FROM schema_migrations WHERE number = $number";
        applied.Parameters.AddWithValue("$number", script.Number);
        if (await applied.ExecuteScalarAsync(cancellation) is string known)
        {
            if (known != hash)
            {
                throw new LimnerException(ErrorCatalogue.Configuration, $"The database was made by another version of {script.Name}. Restore a backup that fits this version of Limner.");
            }

            return;
        }

        try
        {
            await ExecuteAsync(connection, transaction, script.Sql, cancellation);
        }
        catch (SqliteException exception) when (SqliteErrors.Translate(exception) is null)
        {
            throw new LimnerException(ErrorCatalogue.DatabaseQuery, $"{script.Name}: {exception.Message}", exception);
        }

        await RefuseBrokenReferencesAsync(connection, transaction, script, cancellation);
        await using var record = connection.CreateCommand();
        record.Transaction = transaction;
        record.CommandText = "INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES ($number, $name, $sha256, $at)";
        record.Parameters.AddWithValue("$number", script.Number);
        record.Parameters.AddWithValue("$name", script.Name);
        record.Parameters.AddWithValue("$sha256", hash);
        record.Parameters.AddWithValue("$at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        Log.Migrated(logger, script.Name);
    }

    private static async Task RefuseBrokenReferencesAsync(SqliteConnection connection, SqliteTransaction transaction, MigrationScript script, CancellationToken cancellation)
    {
        await using var check = connection.CreateCommand();
        check.Transaction = transaction;
        check.CommandText = "SELECT \"table\" || ' -> ' || parent FROM pragma_foreign_key_check LIMIT 1";
        if (await check.ExecuteScalarAsync(cancellation) is string broken)
        {
            throw new LimnerException(ErrorCatalogue.DatabaseQuery, $"{script.Name} leaves references that lead nowhere: {broken}.");
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, SqliteTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

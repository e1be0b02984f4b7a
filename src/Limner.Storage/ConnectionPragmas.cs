using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Limner.Storage;

/// <summary>
/// Settings that SQLite keeps by connection, not in the file. Connections come from a pool and keep them, so each native connection is set
/// up once and not at every opening.
/// <para>
/// There is no memory-mapped reading: a disk that fails under a mapping ends the process by a signal, under a read it ends one request.
/// </para>
/// </summary>
/// <param name="readOnly">True: statements that write are refused, so that nothing goes round <see cref="IDatabase.WriteAsync{T}"/>.</param>
internal sealed class ConnectionPragmas(bool readOnly) : DbConnectionInterceptor
{
    private const string Shared = "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864;";

    private static readonly object Done = new();

    private readonly string _sql = readOnly ? Shared + " PRAGMA query_only=ON;" : Shared;
    private readonly ConditionalWeakTable<sqlite3, object> _known = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => SetUp(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite's interface is synchronous, whatever its methods are called.
        SetUp(connection);
        return Task.CompletedTask;
    }

    private void SetUp(DbConnection connection)
    {
        if (connection is SqliteConnection { Handle: { } handle } && !_known.TryGetValue(handle, out _))
        {
            using var command = connection.CreateCommand();
            command.CommandText = _sql;
            command.ExecuteNonQuery();
            _known.AddOrUpdate(handle, Done);
        }
    }
}

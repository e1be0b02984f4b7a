using System.Data.Common;
using Limner.Kernel.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Limner.Storage;

/// <summary>
/// What of SQLite's errors comes from the machine rather than from the program, in the catalogue's terms. Broken constraints and wrong SQL
/// stay what they are: they are the caller's to expect or to mend.
/// </summary>
internal static class SqliteErrors
{
    public static Failure? Translate(Exception exception)
    {
        if (exception is LimnerException)
        {
            return null;
        }

        var sqlite = Find(exception);
        ErrorDefinition? error = sqlite?.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => ErrorCatalogue.StorageFull,
            raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH
                or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_NOLFS => ErrorCatalogue.DatabaseConnection,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => ErrorCatalogue.DatabaseQuery,
            _ => null,
        };
        return error?.With(sqlite!.Message);
    }

    private static SqliteException? Find(Exception? exception)
    {
        while (exception is not null and not SqliteException)
        {
            exception = exception.InnerException;
        }

        return exception as SqliteException;
    }
}

/// <summary>Translates what fails while a statement runs; what fails in a write is translated where the write ends.</summary>
internal sealed class ReadErrors : DbCommandInterceptor, IDbConnectionInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Throw(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Throw(eventData.Exception);
        return Task.CompletedTask;
    }

    void IDbConnectionInterceptor.ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => Throw(eventData.Exception);

    Task IDbConnectionInterceptor.ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken)
    {
        Throw(eventData.Exception);
        return Task.CompletedTask;
    }

    private static void Throw(Exception exception)
    {
        if (SqliteErrors.Translate(exception) is { } failure)
        {
            throw new LimnerException(failure, exception);
        }
    }
}

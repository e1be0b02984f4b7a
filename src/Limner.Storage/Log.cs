using Microsoft.Extensions.Logging;

namespace Limner.Storage;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Applied migration {Name}")]
    public static partial void Migrated(ILogger logger, string name);

    [LoggerMessage(1002, LogLevel.Error, "An action that follows a commit failed")]
    public static partial void AfterCommitFailed(ILogger logger, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Limner.Models;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Loaded model {Model} in {Milliseconds} ms; it counts {Mebibytes} MiB")]
    public static partial void Loaded(ILogger logger, string model, long milliseconds, long mebibytes);

    [LoggerMessage(5002, LogLevel.Information, "Unloaded model {Model}: {Reason}")]
    public static partial void Unloaded(ILogger logger, string model, string reason);

    [LoggerMessage(5003, LogLevel.Warning, "The files of a removed model are still there")]
    public static partial void NotDeleted(ILogger logger, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Limner.Models;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Loaded model {Model} in {Milliseconds} ms; it counts {Mebibytes} MiB")]
    public static partial void Loaded(ILogger logger, string model, long milliseconds, long mebibytes);

    [LoggerMessage(5002, LogLevel.Information, "Unloaded model {Model}: {Reason}")]
    public static partial void Unloaded(ILogger logger, string model, string reason);
}

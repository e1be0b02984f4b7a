using Microsoft.Extensions.Logging;

namespace Limner.Generation;

internal static partial class Log
{
    [LoggerMessage(15001, LogLevel.Warning, "Generation {Generation} failed: {Code}")]
    public static partial void Failed(ILogger logger, Exception exception, long generation, string code);

    [LoggerMessage(15002, LogLevel.Error, "Generation {Generation} failed unexpectedly")]
    public static partial void Faulted(ILogger logger, Exception exception, long generation);
}

using Microsoft.Extensions.Logging;

namespace Limner.Generation;

internal static partial class Log
{
    [LoggerMessage(15001, LogLevel.Warning, "Generation {Generation} failed: {Code}")]
    public static partial void Failed(ILogger logger, Exception exception, long generation, string code);

    [LoggerMessage(15002, LogLevel.Error, "Generation {Generation} failed unexpectedly")]
    public static partial void Faulted(ILogger logger, Exception exception, long generation);

    [LoggerMessage(15003, LogLevel.Error, "The job {Kind} could not be queued again; it is tried again in {Seconds} seconds")]
    public static partial void NotWoken(ILogger logger, Exception exception, string kind, int seconds);

    [LoggerMessage(15004, LogLevel.Error, "{Path} could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception, string path);

    [LoggerMessage(15005, LogLevel.Warning, "What {Model} says of the pictures it learned from cannot be read: {Reason}")]
    public static partial void TrainingPicturesUnreadable(ILogger logger, string model, string reason);
}

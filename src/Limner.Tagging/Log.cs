using Microsoft.Extensions.Logging;

namespace Limner.Tagging;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Warning, "The daily look for pictures without a description failed")]
    public static partial void DailyNotLookedAt(ILogger logger, Exception exception);
}

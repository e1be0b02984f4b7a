using Microsoft.Extensions.Logging;

namespace Limner.Operations;

internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Information, "config.ini was changed and is in force")]
    public static partial void ConfigurationReloaded(ILogger logger);

    [LoggerMessage(8002, LogLevel.Warning, "config.ini was changed but is not used: {Problem}")]
    public static partial void ConfigurationNotReloaded(ILogger logger, string problem);
}

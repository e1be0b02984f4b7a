namespace Limner.Host;

internal static partial class Log
{
    [LoggerMessage(8101, LogLevel.Information, "Limner is ready on {Addresses}")]
    public static partial void Ready(ILogger logger, string addresses);

    [LoggerMessage(8102, LogLevel.Error, "{Method} {Path} failed unexpectedly; trace id {TraceId}")]
    public static partial void Unexpected(ILogger logger, Exception exception, string method, string path, string traceId);

    [LoggerMessage(8103, LogLevel.Warning, "{Method} {Path} failed with {Code}; trace id {TraceId}")]
    public static partial void Failed(ILogger logger, Exception exception, string method, string path, string code, string traceId);
}

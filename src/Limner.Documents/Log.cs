using Microsoft.Extensions.Logging;

namespace Limner.Documents;

internal static partial class Log
{
    [LoggerMessage(12001, LogLevel.Warning, "What is left of the document {Token} could not be deleted")]
    public static partial void NotDeleted(ILogger logger, Exception exception, string token);
}

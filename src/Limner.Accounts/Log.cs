using Limner.Accounts.SecurityEvents;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts;

internal static partial class Log
{
    [LoggerMessage(3004, LogLevel.Warning, "A session's last visit could not be noted")]
    public static partial void VisitNotNoted(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3005, Message = "{Kind} user={UserId} key={ApiKeyId} address={Address} subject={Subject} detail={Detail}")]
    public static partial void Happened(ILogger logger, LogLevel level, SecurityEventKind kind, long? userId, long? apiKeyId, string? address, string? subject, string? detail);

    [LoggerMessage(EventId = 3006, Message = "{Kind} again, {Count} times, user={UserId} address={Address}")]
    public static partial void Repeated(ILogger logger, LogLevel level, SecurityEventKind kind, int count, long? userId, string? address);

    [LoggerMessage(3007, LogLevel.Warning, "{Count} requests refused: {Kinds}; the security events and the log of refusals have more")]
    public static partial void Refused(ILogger logger, int count, string kinds);

    [LoggerMessage(3008, LogLevel.Warning, "Security events could not be written to the table; they are kept and tried again")]
    public static partial void EventsNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(3021, LogLevel.Warning, "The last use of {Count} API keys could not be noted")]
    public static partial void KeyUsesNotNoted(ILogger logger, Exception exception, int count);

    [LoggerMessage(3010, LogLevel.Error, "The second factor of user {UserId} cannot be read: the keys in the data directory are not those it was sealed with")]
    public static partial void SecondFactorUnreadable(ILogger logger, Exception exception, long userId);
}

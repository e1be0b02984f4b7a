using Limner.Accounts.SecurityEvents;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "User {UserId} signed in")]
    public static partial void SignedIn(ILogger logger, long userId);

    [LoggerMessage(3002, LogLevel.Warning, "A sign-in failed")]
    public static partial void SignInFailed(ILogger logger);

    [LoggerMessage(3003, LogLevel.Warning, "A sign-in was refused: too many have failed from its address")]
    public static partial void SignInLimited(ILogger logger);

    [LoggerMessage(3004, LogLevel.Warning, "A session's last visit could not be noted")]
    public static partial void VisitNotNoted(ILogger logger, Exception exception);

    [LoggerMessage(3005, LogLevel.Information, "{Kind}: user {UserId}, {Subject}: {Detail}")]
    public static partial void Happened(ILogger logger, SecurityEventKind kind, long? userId, string? subject, string? detail);
}

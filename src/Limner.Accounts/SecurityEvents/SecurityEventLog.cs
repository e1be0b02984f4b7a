using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecurityEvents;

internal sealed class SecurityEventLog(ILoggerFactory logs) : ISecurityEvents
{
    public const string Category = "Limner.Security";

    private readonly ILogger _logger = logs.CreateLogger(Category);

    public void Record(SecurityEvent happened) => Log.Happened(_logger, happened.Kind, happened.UserId, happened.Subject, happened.Detail);
}

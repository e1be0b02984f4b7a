using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Section <c>[security]</c>.</summary>
public sealed class SecurityOptions
{
    public const string Section = "security";

    /// <summary>Content-Security-Policy and its companions on every answer.</summary>
    [ConfigurationKeyName("enable_security_headers")]
    [Description("Send Content-Security-Policy and its companions with every answer. Turn off only behind a proxy that sets its own.")]
    public bool EnableSecurityHeaders { get; set; } = true;

    /// <summary>Every limit on how often something may be asked or tried.</summary>
    [ConfigurationKeyName("enable_rate_limiting")]
    [Description("Limit how often signing in may fail from one address, and how much a person, an API key or an address may ask for. Takes effect without a restart.")]
    public bool EnableRateLimiting { get; set; } = true;

    /// <summary>What each person (with all their API keys) or signed-out address may ask for in the long run.</summary>
    [ConfigurationKeyName("requests_per_second")]
    [Description("How many requests a second each person, API keys included, and each address that is not signed in may make in the long run. Takes effect without a restart.")]
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>What they may ask for at once.</summary>
    [ConfigurationKeyName("request_burst")]
    [Description("How many requests they may make at once after a pause. Takes effect without a restart.")]
    [Range(1, 1_000_000)]
    public int RequestBurst { get; set; } = 10_000;

    /// <summary>Work that keeps a core or a disk busy.</summary>
    [ConfigurationKeyName("expensive_requests_per_minute")]
    [Description("How many requests a minute that begin long work (a scan, a new password) they may make in the long run. Takes effect without a restart.")]
    [Range(1, 1_000_000)]
    public int ExpensiveRequestsPerMinute { get; set; } = 60;

    /// <summary>The same at once.</summary>
    [ConfigurationKeyName("expensive_request_burst")]
    [Description("How many of those they may make at once after a pause. Takes effect without a restart.")]
    [Range(1, 1_000_000)]
    public int ExpensiveRequestBurst { get; set; } = 60;
}

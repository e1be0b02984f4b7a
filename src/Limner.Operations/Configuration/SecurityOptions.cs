using System.ComponentModel;
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

    /// <summary>Ten failed sign-ins from one address, then one a minute.</summary>
    [ConfigurationKeyName("enable_rate_limiting")]
    [Description("Limit how often signing in may fail from one address.")]
    public bool EnableRateLimiting { get; set; } = true;
}

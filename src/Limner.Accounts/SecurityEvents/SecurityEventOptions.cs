using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.SecurityEvents;

/// <summary>What of <c>[security]</c> concerns the record of events.</summary>
public sealed class SecurityEventOptions
{
    public const string Section = "security";

    /// <summary>Days; older events leave the table (the log files roll by size).</summary>
    [ConfigurationKeyName("events_keep_days")]
    [Description("For how many days security events are kept.")]
    [Range(1, 3650)]
    public int EventsKeepDays { get; set; } = 90;
}

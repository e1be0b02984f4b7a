using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Jobs;

/// <summary>Section <c>[jobs]</c>.</summary>
public sealed class JobsOptions
{
    public const string Section = "jobs";

    /// <summary>Seconds a running job stays a silent process's own; it is renewed at a third of that.</summary>
    [ConfigurationKeyName("lease_seconds")]
    [Description("Seconds after which a job is taken from a process that no longer answers.")]
    [Range(3, 3600)]
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>How often a job may fail for passing reasons, or in a row be cut off without getting anywhere, before it rests as failed.</summary>
    [ConfigurationKeyName("max_attempts")]
    [Description("How often a job is tried before it rests as failed.")]
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The pause after the first passing failure, in seconds; it doubles with every further one, up to 15 minutes.</summary>
    [ConfigurationKeyName("retry_seconds")]
    [Description("Seconds before a job that failed for a passing reason is tried again; doubled each time.")]
    [Range(1, 900)]
    public int RetrySeconds { get; set; } = 5;

    /// <summary>How many ended jobs are kept.</summary>
    [ConfigurationKeyName("keep_ended")]
    [Description("How many ended jobs are kept in the list.")]
    [Range(0, 1_000_000)]
    public int KeepEnded { get; set; } = 1000;

    /// <summary>How many days an ended job is kept.</summary>
    [ConfigurationKeyName("keep_days")]
    [Description("How many days ended jobs are kept in the list.")]
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 30;

    /// <summary>How much lower than of requests the priority of jobs is: the nice value of their threads. Read at the start.</summary>
    [ConfigurationKeyName("niceness")]
    [Description("How far jobs stand back behind requests when the processors are busy: 0 not at all, 19 most. It counts from the next start.")]
    [Range(0, 19)]
    public int Niceness { get; set; } = 10;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}

using System.Text.Json.Serialization;
using Limner.Kernel.Errors;
using Limner.Kernel.Json;

namespace Limner.Jobs;

/// <summary>
/// Where a job stands. <see cref="Queued"/> and <see cref="Running"/> are live; the others are ends. Written as the API spells it whatever
/// options the host has set.
/// </summary>
[JsonConverter(typeof(ExactEnumConverter))]
public enum JobState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>A job as the API and the live hub show it.</summary>
/// <param name="Id"><c>job_…</c></param>
/// <param name="Attempts">How often it was begun; not counting attempts cut off by an orderly shutdown.</param>
/// <param name="Done">Items done in the present (or last) attempt.</param>
/// <param name="Total">Items in all; null while unknown.</param>
/// <param name="Failed">Items that failed, each with a reason of its own where it is kept; not contained in <paramref name="Done"/>.</param>
/// <param name="RatePerSecond">Items a second over the last half minute; null when not running or not yet known.</param>
/// <param name="SecondsLeft">At that rate; null when unknown.</param>
/// <param name="Error">Why it failed, or why it is waiting to be tried again.</param>
/// <param name="NextAttemptAt">A queued job that failed before, or that waits for something, is not begun earlier than this.</param>
public sealed record JobView(
    string Id,
    string Kind,
    string Title,
    string? Subject,
    JobState State,
    int Priority,
    int Attempts,
    long Done,
    long? Total,
    long Failed,
    string? Message,
    double? RatePerSecond,
    double? SecondsLeft,
    JobError? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? NextAttemptAt)
{
    /// <summary>What an administrator is told of another person's job: that it is there, its kind, state and progress, but nothing that names what it works on.</summary>
    public JobView WithoutParticulars() => this with
    {
        Title = "Another person's job",
        Subject = null,
        Message = null,
        Error = Error is null ? null : Error with { Detail = null },
    };
}

/// <summary>A reason from the catalogue with what is known of the case.</summary>
public sealed record JobError(string Code, string Title, string? Detail, string Remedy)
{
    /// <summary>The reason with this code; null without one.</summary>
    public static JobError? Of(string? code, string? detail)
    {
        if (code is null)
        {
            return null;
        }

        var error = ErrorCatalogue.Find(code);
        return new JobError(code, error.Title, detail, error.Remedy);
    }
}

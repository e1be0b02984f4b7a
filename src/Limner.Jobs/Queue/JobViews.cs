using Limner.Jobs.Running;
using Limner.Kernel.Ids;

namespace Limner.Jobs.Queue;

/// <summary>Turns rows into what the API shows: the row, and for a running job the pace that only memory knows.</summary>
internal sealed class JobViews(RunningJobs running)
{
    /// <summary>As the caller may see it: whole when it is theirs or nobody's.</summary>
    public JobView From(JobRow row, Caller caller) => row.OwnerId is { } owner && owner != caller.Id ? From(row).WithoutParticulars() : From(row);

    public JobView From(JobRow row)
    {
        var pace = row.State == JobState.Running ? running.Find(row.Id)?.Progress.Pace() : null;
        return new JobView(
            PublicId.Format(IdPrefixes.Job, row.Id),
            row.Kind,
            row.Title,
            row.Subject,
            row.State,
            row.Priority,
            row.Attempts,
            row.Done,
            row.Total,
            row.Failed,
            row.Message,
            pace?.RatePerSecond,
            pace?.SecondsLeft,
            JobError.Of(row.ErrorCode, row.ErrorDetail),
            row.CreatedAt,
            row.UpdatedAt,
            row.StartedAt,
            row.FinishedAt,
            row.NextAttemptAt);
    }
}

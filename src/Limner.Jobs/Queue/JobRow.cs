namespace Limner.Jobs.Queue;

/// <summary>A row of <c>jobs</c>; the columns are explained in its migration.</summary>
internal sealed class JobRow
{
    public long Id { get; set; }

    public required string Kind { get; set; }

    public required string Title { get; set; }

    public required string Payload { get; set; }

    public long? OwnerId { get; set; }

    public string? Subject { get; set; }

    public string? DeduplicationKey { get; set; }

    public int Priority { get; set; }

    public JobState State { get; set; }

    public int Attempts { get; set; }

    public int Failures { get; set; }

    public int Interruptions { get; set; }

    public long Done { get; set; }

    public long? Total { get; set; }

    public long Failed { get; set; }

    public string? Message { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseExpiresAt { get; set; }

    public bool CancelRequested { get; set; }

    public bool Uneventful { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public void Begin(string leaseOwner, DateTimeOffset leaseExpiresAt, DateTimeOffset now)
    {
        State = JobState.Running;
        Attempts++;
        Done = 0;
        Failed = 0;
        Total = null;
        Message = null;
        ErrorCode = null;
        ErrorDetail = null;
        LeaseOwner = leaseOwner;
        LeaseExpiresAt = leaseExpiresAt;
        NextAttemptAt = null;
        StartedAt = now;
        UpdatedAt = now;
    }

    public void Requeue(DateTimeOffset? notBefore, DateTimeOffset now)
    {
        State = JobState.Queued;
        LeaseOwner = null;
        LeaseExpiresAt = null;
        CancelRequested = false;
        Uneventful = false;
        NextAttemptAt = notBefore;
        FinishedAt = null;
        UpdatedAt = now;
    }

    public void End(JobState state, string? errorCode, string? errorDetail, DateTimeOffset now)
    {
        State = state;
        ErrorCode = errorCode;
        ErrorDetail = errorDetail;
        LeaseOwner = null;
        LeaseExpiresAt = null;
        CancelRequested = false;
        NextAttemptAt = null;
        FinishedAt = now;
        UpdatedAt = now;
    }
}

/// <summary>What is set for all jobs of a kind; no row: nothing is.</summary>
internal sealed class JobQueueRow
{
    public required string Kind { get; set; }

    public DateTimeOffset? PausedAt { get; set; }
}

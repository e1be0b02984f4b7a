namespace Limner.Generation.Queue;

/// <summary>A row of <c>generations</c>; the columns are explained in its migration.</summary>
internal sealed class GenerationRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    /// <summary>Below <see cref="GenerationFiles.Root"/>.</summary>
    public required string Directory { get; set; }

    public QueueState State { get; set; }

    public bool IsRemote { get; set; }

    public required string Model { get; set; }

    public required string Prompt { get; set; }

    public string? NegativePrompt { get; set; }

    public int NumImages { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    public required string Format { get; set; }

    public int Steps { get; set; }

    public double GuidanceScale { get; set; }

    public string? Scheduler { get; set; }

    public long Seed { get; set; }

    public double? Strength { get; set; }

    public long? InitImageId { get; set; }

    public bool HasMask { get; set; }

    public string? Augmentation { get; set; }

    public int Priority { get; set; }

    public int Attempts { get; set; }

    public bool CancelRequested { get; set; }

    public int? DrawnWidth { get; set; }

    public int? DrawnHeight { get; set; }

    public int? PromptTokens { get; set; }

    public string? Seconds { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public bool HasInitImage => Strength is not null;

    public void End(QueueState state, string? errorCode, string? errorDetail, DateTimeOffset now)
    {
        State = state;
        ErrorCode = errorCode;
        ErrorDetail = errorDetail;
        UpdatedAt = now;
        FinishedAt = now;
    }
}

/// <summary>A row of <c>generation_images</c>.</summary>
internal sealed class GenerationImageRow
{
    public long GenerationId { get; set; }

    public int Number { get; set; }

    public long Seed { get; set; }

    public required string MediaType { get; set; }

    public long Bytes { get; set; }

    public required string Sha256 { get; set; }

    public long? KeptFileId { get; set; }

    public long? KeptImageId { get; set; }

    /// <summary>JSON of the picture that was learned from and is nearest; null where the model brings none.</summary>
    public string? Nearest { get; set; }
}

/// <summary>A row of <c>generation_makers</c>.</summary>
internal sealed class GenerationMakerRow
{
    public long OwnerId { get; set; }

    public long Turn { get; set; }

    public int Day { get; set; }

    public int Pictures { get; set; }
}

/// <summary>A row of <c>generation_paces</c>.</summary>
internal sealed class GenerationPaceRow
{
    public required string Model { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    public bool Guided { get; set; }

    public int Threads { get; set; }

    public double StepSeconds { get; set; }

    public double OtherSeconds { get; set; }

    public int Samples { get; set; }

    public DateTimeOffset MeasuredAt { get; set; }
}

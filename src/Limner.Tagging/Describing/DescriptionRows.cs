namespace Limner.Tagging.Describing;

/// <summary>What a model answered to a version of a prompt about a content (table <c>model_answers</c>); also that it gave no usable answer.</summary>
internal sealed class ModelAnswerRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public long ContentId { get; set; }

    /// <summary><c>ollama:gemma3:4b</c></summary>
    public required string Model { get; set; }

    public long PromptVersionId { get; set; }

    /// <summary><see cref="AnswerKey.Parameters"/></summary>
    public required string Parameters { get; set; }

    public string? Caption { get; set; }

    /// <summary>A JSON array of <see cref="SuggestedTag"/>.</summary>
    public required string Tags { get; set; }

    /// <summary>Why there is no usable answer; null: there is one.</summary>
    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    /// <summary>That the model took; 0 where there is no usable answer.</summary>
    public double Seconds { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Where a run stands; whether it is being worked on is its job's matter.</summary>
internal enum DescriptionRunState
{
    Running,
    Paused,
    Cancelled,
    Finished,
}

/// <summary>Why there is a run.</summary>
public enum DescriptionOrigin
{
    Manual,
    Scan,
    Schedule,
}

/// <summary>Describing many pictures (table <c>description_runs</c>).</summary>
internal sealed class DescriptionRunRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public required string Model { get; set; }

    public long PromptVersionId { get; set; }

    public DescriptionRunState State { get; set; }

    public DescriptionOrigin Origin { get; set; }

    /// <summary>Whether the model is asked also where an answer is known.</summary>
    public bool AskAgain { get; set; }

    /// <summary>Higher goes first, of all runs that ask the same server.</summary>
    public int Priority { get; set; }

    /// <summary>Why nothing goes on at the moment, or why it was paused by itself; a code of the error catalogue.</summary>
    public string? WaitingCode { get; set; }

    public string? WaitingDetail { get; set; }

    public long ImageCount { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}

internal enum DescriptionImageState
{
    Pending,

    /// <summary>Asked and answered.</summary>
    Done,

    /// <summary>Answered before; what follows from that was applied.</summary>
    Known,

    /// <summary>No usable answer, or a picture that cannot be read.</summary>
    Failed,

    /// <summary>No longer there, or another picture by now.</summary>
    Gone,
}

/// <summary>An image of a run (table <c>description_run_images</c>).</summary>
internal sealed class DescriptionRunImageRow
{
    public long RunId { get; set; }

    public long ImageId { get; set; }

    public DescriptionImageState State { get; set; }

    /// <summary>How often the server has failed with this picture, in this run.</summary>
    public int ServerFailures { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public double? Seconds { get; set; }
}

/// <summary>What somebody wants to be done by itself (table <c>description_settings</c>).</summary>
internal sealed class DescriptionSettingsRow
{
    public long UserId { get; set; }

    /// <summary>Null: the one that the server's settings choose.</summary>
    public string? Model { get; set; }

    /// <summary>Null: the one that comes with the install.</summary>
    public long? PromptId { get; set; }

    public bool OnScan { get; set; }

    /// <summary>Minutes after midnight by the server's clock; null: not daily.</summary>
    public int? DailyAt { get; set; }

    /// <summary>A JSON array of ids; null: pictures of all folders.</summary>
    public string? FolderIds { get; set; }

    /// <summary>When the daily look was taken last.</summary>
    public DateTimeOffset? LookedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Prompts or models tried side by side (table <c>description_trials</c>).</summary>
internal sealed class DescriptionTrialRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>One of the sides (table <c>description_trial_variants</c>).</summary>
internal sealed class DescriptionTrialVariantRow
{
    public long TrialId { get; set; }

    /// <summary>0, 1.</summary>
    public int Place { get; set; }

    public required string Model { get; set; }

    public required string Text { get; set; }

    public required string Language { get; set; }
}

internal enum DescriptionTrialState
{
    Pending,
    Done,
    Failed,
}

/// <summary>What one side says of one picture (table <c>description_trial_answers</c>).</summary>
internal sealed class DescriptionTrialAnswerRow
{
    public long TrialId { get; set; }

    public long ImageId { get; set; }

    public int Place { get; set; }

    /// <summary>Where the picture stands among those chosen.</summary>
    public int Number { get; set; }

    public DescriptionTrialState State { get; set; }

    public string? Caption { get; set; }

    /// <inheritdoc cref="ModelAnswerRow.Tags"/>
    public string? Tags { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public double? Seconds { get; set; }
}

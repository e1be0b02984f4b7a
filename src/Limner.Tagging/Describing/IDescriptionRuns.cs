using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Tagging.Describing;

namespace Limner.Tagging;

/// <summary>Describing many pictures by a vision model; who has found the pictures begins it here.</summary>
public interface IDescriptionRuns
{
    /// <summary>What a run over these images would be.</summary>
    /// <param name="imageIds">Images the person sees; those of others are counted and left alone.</param>
    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>: no such prompt; <c>model_not_configured</c>.</exception>
    Task<DescriptionEstimate> EstimateAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, NewDescriptionRun run, CancellationToken cancellation);

    /// <summary>Begins one, in the caller's transaction.</summary>
    /// <inheritdoc cref="EstimateAsync"/>
    Task<DescriptionRunView> BeginAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, NewDescriptionRun run, CancellationToken cancellation);
}

/// <summary>How a run is to be done.</summary>
/// <param name="Model"><c>ollama:NAME</c> or <c>openai:NAME</c>; null: the person's choice, else the server's.</param>
/// <param name="PromptId"><c>prm_…</c>; null: the person's choice, else the one that comes with the install.</param>
/// <param name="AskAgain">Also where an answer is known.</param>
/// <param name="Priority">-9 to 10; of runs that ask the same server the higher goes first.</param>
public sealed record NewDescriptionRun(string? Model, string? PromptId, bool AskAgain, int Priority);

/// <summary>What a run would be.</summary>
/// <param name="ImageCount">Pictures that would be looked at: the person's own.</param>
/// <param name="OthersCount">Pictures of other people, which are left alone.</param>
/// <param name="KnownCount">Of the person's own, those that are answered already.</param>
/// <param name="AskCount">Of those, how many the model would be asked about.</param>
/// <param name="SecondsPerPicture">The median of the model's last 100 answers; null where there is none.</param>
/// <param name="Seconds">The whole, with as many at once as the server takes; null as above.</param>
public sealed record DescriptionEstimate(string Model, long ImageCount, long OthersCount, long KnownCount, long AskCount, double? SecondsPerPicture, double? Seconds);

/// <summary>A run as the API shows it.</summary>
/// <param name="Id"><c>run_…</c></param>
/// <param name="State"><c>running</c>, <c>paused</c>, <c>cancelled</c> or <c>finished</c>.</param>
/// <param name="Waiting">Why nothing goes on at the moment, why it has paused itself, or why its job ended.</param>
/// <param name="DoneCount">Asked and answered.</param>
/// <param name="KnownCount">Answered before.</param>
/// <param name="FailedCount">No usable answer; each with its reason under <c>failures</c>.</param>
/// <param name="GoneCount">No longer there, or another picture by now.</param>
/// <param name="SecondsPerPicture">The median of this run's last 100 answers.</param>
/// <param name="SecondsLeft">At that pace; null when it is not known, or not running.</param>
public sealed record DescriptionRunView(
    string Id,
    string Model,
    string? PromptId,
    string PromptName,
    int PromptVersion,
    string State,
    DescriptionOrigin Origin,
    bool AskAgain,
    int Priority,
    JobError? Waiting,
    long ImageCount,
    long DoneCount,
    long KnownCount,
    long FailedCount,
    long GoneCount,
    double? SecondsPerPicture,
    double? SecondsLeft,
    JobView? Job,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt)
{
    public const int LowestPriority = -9;
    public const int HighestPriority = 10;
}


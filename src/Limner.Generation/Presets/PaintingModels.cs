using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Generation.Prompts;
using Limner.Generation.Schedulers;
using Limner.Kernel.Errors;
using Limner.Models;
using Limner.Models.Remote;
using Limner.Models.Store;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Presets;

/// <summary>A model that can be painted with.</summary>
/// <param name="Id">Of an installed one, or <c>openai:NAME</c>.</param>
/// <param name="WeightBytes">Of all its networks; null of one on another server.</param>
internal sealed record PaintingModel(string Id, string Title, bool IsRemote, long? WeightBytes, PaintingAbilities Abilities);

/// <summary>The models that can be painted with, here and on the server that settings name.</summary>
internal sealed class PaintingModels(DiffusionFolders folders, ModelStore store, RemoteModels remote, IOptionsMonitor<GenerationOptions> options) : IPaintingModels
{
    private const int UsualSteps = 20;
    private const double UsualGuidance = 7.5;
    private const double FlowGuidance = 4.5;
    private const int RemoteSide = 1024;

    // Of models that are distilled to few steps: what their makers recommend.
    private const int DistilledSteps = 4;
    private const double LcmGuidance = 8;
    private const double FusedLcmGuidance = 1.5;

    public async Task<PaintingAbilities> AbilitiesAsync(string id, CancellationToken cancellation)
    {
        var folder = await folders.ReadAsync(id, cancellation);
        var limits = options.CurrentValue;
        var (steps, guidance) = UsualOf(folder);
        var mostSteps = Math.Min(limits.MaxSteps, folder.Scheduler.NumTrainTimesteps);
        return new PaintingAbilities(
            folder.NativeSize,
            RequestCheck.SizeStep,
            RequestCheck.SmallestSide,
            limits.MaxSide,
            mostSteps,
            Math.Min(steps, mostSteps),
            guidance,
            folder.Unet.TimeCondProjDim is null && folder.Names is null,
            folder.Encoder is not null,
            folder.TakesMask,
            SchedulerNames.NameOf(folder.Scheduler.Kind),
            [.. Enum.GetValues<SchedulerKind>().Where(kind => (kind == SchedulerKind.FlowMatchEuler) == (folder.Scheduler.Kind == SchedulerKind.FlowMatchEuler)).Select(SchedulerNames.NameOf)],
            folder.Names is null ? folder.TextEncoders[0].Config.MaxPositionEmbeddings - 2 : null,
            folder.Unet.FixedSize,
            folder.Names is not null);
    }

    /// <summary>The names that are all an installed model knows; null: it takes any text.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>.</exception>
    public async Task<NameVocabulary?> NamesAsync(string id, CancellationToken cancellation) => (await folders.ReadAsync(id, cancellation)).Names;

    /// <summary>Refuses a prompt without a name that the model knows: one that knows names alone would draw something else without a word.</summary>
    /// <exception cref="LimnerException"><c>validation</c>, and as <see cref="NamesAsync"/>.</exception>
    public async Task RequireKnownAsync(string model, string prompt, string? negative, CancellationToken cancellation)
    {
        if (RemoteOf(model) is not null || await NamesAsync(model, cancellation) is not { } names)
        {
            return;
        }

        if (!string.IsNullOrWhiteSpace(negative))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("This model takes no negative prompt.", "negative_prompt"));
        }

        if (names.Understand(PromptSyntax.Plain(prompt)).Name is null)
        {
            var some = string.Join(", ", names.Names.Take(3).Select(name => name.Name));
            throw new LimnerException(ErrorCatalogue.Validation.With(
                $"This model draws {names.Names.Count} things by their names, such as {some}; none is in the prompt. Photographs and scenes need a model to be downloaded.", "prompt"));
        }
    }

    /// <summary>All that can be used; an installed one that cannot is left out, the list of models says why.</summary>
    public async Task<IReadOnlyList<PaintingModel>> ListAsync(CancellationToken cancellation)
    {
        var models = new List<PaintingModel>();
        foreach (var model in store.List().Models.Where(model => model.Task == ModelTasks.TextToImage))
        {
            try
            {
                var folder = await folders.ReadAsync(model.Id, cancellation);
                models.Add(new PaintingModel(model.Id, model.Title, IsRemote: false, folder.Weights.Values.Sum(), await AbilitiesAsync(model.Id, cancellation)));
            }
            catch (LimnerException broken) when (broken.Failure.Error == ErrorCatalogue.ModelLoad || broken.Failure.Error == ErrorCatalogue.ModelNotFound)
            {
                // Said where models are looked after; here it is one that cannot be chosen.
            }
        }

        return [.. models, .. Remote()];
    }

    /// <summary>The model of a request that names none: the smallest that takes any text, or else the smallest.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>: there is none.</exception>
    public async Task<string> DefaultAsync(CancellationToken cancellation)
    {
        if (options.CurrentValue.DefaultModel is { Length: > 0 } chosen)
        {
            return chosen;
        }

        var models = await ListAsync(cancellation);
        return (models.Where(model => !model.Abilities.NeedsMask).MinBy(model => (model.Abilities.KnowsNamesAlone, model.WeightBytes ?? long.MaxValue)) ?? throw new LimnerException(ErrorCatalogue.ModelNotFound, "No painting model is installed.")).Id;
    }

    /// <summary>Whether a name is one of another server's; then it is one that settings allow.</summary>
    /// <exception cref="LimnerException"><c>validation</c>, <c>model_not_found</c>, <c>model_not_configured</c>.</exception>
    public RemoteModelName? RemoteOf(string id)
    {
        if (!id.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        var name = RemoteModelName.Parse(id, "model");
        if (!options.CurrentValue.RemoteModelNames.Contains(id, StringComparer.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{id} is none of generation.remote_models.");
        }

        return remote.IsConfigured(name.Kind) ? name : throw new LimnerException(ErrorCatalogue.ModelNotConfigured);
    }

    public PaintingAbilities RemoteAbilities()
        => new(RemoteSide, RequestCheck.SizeStep, RequestCheck.SmallestSide, options.CurrentValue.MaxSide, 1, 1, 0, false, false, false, null, [], null, SquaresAlone: false, KnowsNamesAlone: false);

    private IEnumerable<PaintingModel> Remote()
        => options.CurrentValue.RemoteModelNames
            .Where(name => name.StartsWith("openai:", StringComparison.Ordinal) && remote.IsConfigured(RemoteKind.OpenAi))
            .Select(name => new PaintingModel(name, name["openai:".Length..], IsRemote: true, null, RemoteAbilities()));

    private static (int Steps, double Guidance) UsualOf(DiffusionFolder folder)
    {
        var (steps, guidance) = UsualOfKind(folder);
        return (folder.UsualSteps ?? steps, folder.UsualGuidanceScale ?? guidance);
    }

    /// <summary>
    /// Models with guidance distilled into them say so by an input; latent consistency by its scheduler; turbo models by timesteps that trail, which others of that
    /// prediction do not have.
    /// </summary>
    private static (int Steps, double Guidance) UsualOfKind(DiffusionFolder folder) => folder switch
    {
        { Unet.TimeCondProjDim: not null } => (DistilledSteps, LcmGuidance),
        { Scheduler.Kind: SchedulerKind.Lcm } => (DistilledSteps, FusedLcmGuidance),
        { Scheduler: { Kind: not SchedulerKind.FlowMatchEuler, TimestepSpacing: "trailing", Prediction: PredictionType.Epsilon } } => (DistilledSteps, 0),
        { Scheduler.Kind: SchedulerKind.FlowMatchEuler } => (UsualSteps, FlowGuidance),
        _ => (UsualSteps, UsualGuidance),
    };
}

using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Generation.Queue;
using Limner.Generation.Requests;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Presets;

/// <summary>What a preset stands for on this machine.</summary>
/// <param name="Threads">A run uses.</param>
/// <param name="Seconds">One picture takes; null where the model was never painted with here.</param>
/// <param name="IsMeasured">Whether that was measured at this size, and not worked out from another.</param>
internal sealed record PresetView(PaintingPreset Name, string Model, int Width, int Height, int Steps, double GuidanceScale, int Threads, double? Seconds, bool IsMeasured);

/// <summary>
/// Presets of the machine: low is the smallest model at no more than its native size with three fifths of its steps, balanced the server's own model as it is meant
/// to be used, high the largest that fits the memory with half as many steps again. None is proposed before the machine has painted.
/// </summary>
internal sealed class PaintingPresets(
    PaintingModels models, IDiffusionEngine engine, DiffusionFolders folders, Paces paces, ModelSessions sessions, IDatabase database, IOptionsMonitor<GenerationOptions> options)
{
    private const int UsualSide = 512;
    private const double FewSteps = 0.6;
    private const double ManySteps = 1.5;

    /// <summary>Empty where no painting model is installed. A model that knows names alone is a preset's where there is no other, or where it was chosen as the usual one.</summary>
    public async Task<IReadOnlyList<PresetView>> AllAsync(CancellationToken cancellation)
    {
        var usable = new List<PaintingModel>();
        foreach (var model in (await models.ListAsync(cancellation)).Where(model => !model.IsRemote && !model.Abilities.NeedsMask).OrderBy(model => (model.Abilities.KnowsNamesAlone, model.WeightBytes)))
        {
            if (await FitsAsync(model, cancellation))
            {
                usable.Add(model);
            }
        }

        if (usable.Count == 0)
        {
            return [];
        }

        var chosen = usable.Find(model => model.Id == options.CurrentValue.DefaultModel);
        usable = usable.FindAll(model => model.Abilities.KnowsNamesAlone == usable[0].Abilities.KnowsNamesAlone);
        await using var db = database.Read();
        var book = await paces.AllAsync(db, cancellation);
        return
        [
            await OfAsync(PaintingPreset.Low, usable[0], Math.Min(UsualSide, usable[0].Abilities.NativeSide), FewSteps, book, cancellation),
            await OfAsync(PaintingPreset.Balanced, chosen ?? usable[0], UsualSide, 1, book, cancellation),
            await OfAsync(PaintingPreset.High, usable[^1], Math.Max(UsualSide, usable[^1].Abilities.NativeSide), ManySteps, book, cancellation),
        ];
    }

    /// <summary>The best that takes no longer than people wait; null before anything was measured.</summary>
    public PaintingPreset? Proposed(IReadOnlyList<PresetView> presets)
    {
        if (presets.Count == 0 || presets.Any(preset => preset.Seconds is null))
        {
            return null;
        }

        return presets.LastOrDefault(preset => preset.Seconds <= options.CurrentValue.PatienceSeconds)?.Name ?? PaintingPreset.Low;
    }

    /// <exception cref="LimnerException"><c>model_not_found</c>: no painting model is installed.</exception>
    public async Task<PresetView> FindAsync(PaintingPreset name, CancellationToken cancellation)
        => (await AllAsync(cancellation)).FirstOrDefault(preset => preset.Name == name) ?? throw new LimnerException(ErrorCatalogue.ModelNotFound, "No painting model is installed that fits the memory.");

    private async Task<PresetView> OfAsync(PaintingPreset name, PaintingModel model, int side, double steps, PaceBook book, CancellationToken cancellation)
    {
        side = Math.Min(side, options.CurrentValue.MaxSide) / RequestCheck.SizeStep * RequestCheck.SizeStep;
        var folder = await folders.ReadAsync(model.Id, cancellation);
        var (width, height) = SizePlan.Drawn(folder, side, side);
        var (count, guidance) = (Math.Clamp((int)Math.Round(model.Abilities.Steps * steps), 1, model.Abilities.MostSteps), model.Abilities.GuidanceScale);
        var pace = book.Of(model.Id, width, height, Paces.IsGuided(guidance));
        return new PresetView(name, model.Id, side, side, count, guidance, sessions.PaintingThreads, pace is null ? null : (count * pace.StepSeconds) + pace.OtherSeconds, pace?.IsMeasured ?? false);
    }

    private async Task<bool> FitsAsync(PaintingModel model, CancellationToken cancellation)
    {
        try
        {
            var side = Math.Max(RequestCheck.SmallestSide, Math.Min(model.Abilities.NativeSide, model.Abilities.LongestSide) / RequestCheck.SizeStep * RequestCheck.SizeStep);
            await engine.PlanAsync(
                new GenerationRequest { Model = model.Id, Prompt = "", Width = side, Height = side, Steps = model.Abilities.Steps, GuidanceScale = model.Abilities.GuidanceScale }, cancellation);
            return true;
        }
        catch (LimnerException)
        {
            // Too large for this machine, or odd in a way that its own page says: the others are proposed all the same.
            return false;
        }
    }
}

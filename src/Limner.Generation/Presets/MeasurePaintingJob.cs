using Limner.Generation.Queue;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Generation.Presets;

/// <summary>Paints a little with what each preset stands for, and notes what it took; the pictures are thrown away. It waits for its place as any painting does.</summary>
internal sealed class MeasurePaintingJob(PaintingPresets presets, IDiffusionEngine engine, PaintingPlace place, Paces paces, IDatabase database) : IJobHandler
{
    public const string JobKind = "measure_painting";

    /// <summary>The first step allocates what the others use again: it is not what a step takes.</summary>
    private const int Steps = 3;

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var all = (await presets.AllAsync(cancellation)).DistinctBy(preset => (preset.Model, preset.Width, preset.Height)).ToList();
        await database.WriteAsync((db, token) => job.SetTotalAsync(db, all.Count, token), cancellation);
        foreach (var preset in all)
        {
            try
            {
                await MeasureAsync(job, preset, cancellation);
            }
            catch (LimnerException failed) when (failed.Failure.Error != ErrorCatalogue.StorageFull)
            {
                // One model that cannot be painted with keeps no other from being measured.
                await database.WriteAsync((db, token) => job.AdvanceAsync(db, 0, 1, $"{preset.Model}: {failed.Failure.Error.Title}", token), cancellation);
            }
        }
    }

    private async Task MeasureAsync(JobContext job, PresetView preset, CancellationToken cancellation)
    {
        using var entered = await place.EnterAsync(cancellation);
        var request = new GenerationRequest
        {
            Model = preset.Model, Prompt = "a tree", Width = preset.Width, Height = preset.Height, Steps = Math.Min(Steps, preset.Steps), GuidanceScale = preset.GuidanceScale, Seed = 1,
        };
        using var result = await engine.GenerateAsync(request, progress: null, cancellation);
        await database.WriteAsync(
            async (db, token) =>
            {
                await paces.NoteAsync(
                    db, preset.Model, result.DrawnWidth, result.DrawnHeight, Paces.IsGuided(preset.GuidanceScale), result.Evaluations,
                    (result.Sampling.TotalSeconds, (result.Encoding + result.Decoding).TotalSeconds), 1, token);
                await job.AdvanceAsync(db, 1, 0, preset.Model, token);
            },
            cancellation);
    }
}

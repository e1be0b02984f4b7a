using Limner.Generation.Folders;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Pipelines;

internal sealed class DiffusionEngine(DiffusionFolders folders, ModelSessions sessions, IOptionsMonitor<GenerationOptions> options, TimeProvider clock) : IDiffusionEngine
{
    public async Task<GenerationPlan> PlanAsync(GenerationRequest request, CancellationToken cancellation) => (await PrepareAsync(request, cancellation)).Plan;

    /// <inheritdoc/>
    /// <remarks>On the caller's scheduler: painting for a job has the job's priority.</remarks>
    public Task<GenerationResult> GenerateAsync(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellation)
        => Task.Factory.StartNew(() => PaintAsync(request, progress, cancellation), cancellation, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();

    private async Task<GenerationResult> PaintAsync(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        var (folder, plan) = await PrepareAsync(request, cancellation);
        var pipeline = new DiffusionPipeline(sessions, folder, request, plan, clock, progress);
        var pictures = new List<PaintedPicture>(request.Count);
        try
        {
            // One picture's planes at a time: they are twelve bytes a pixel, what is kept of them three.
            await pipeline.RunAsync(
                planes => pictures.Add(new PaintedPicture(ToPixels(planes, plan, request), unchecked((request.Variation?.Seed ?? request.Seed) + pictures.Count))), cancellation);
        }
        catch
        {
            pictures.ForEach(picture => picture.Pixels.Dispose());
            throw;
        }

        return new GenerationResult(
            pictures, plan.DrawnWidth, plan.DrawnHeight, plan.Scheduler, pipeline.Evaluations, pipeline.PromptTokens, pipeline.Encoding, pipeline.Sampling, pipeline.Decoding)
        {
            Loading = pipeline.Loading,
        };
    }

    private async Task<(DiffusionFolder Folder, GenerationPlan Plan)> PrepareAsync(GenerationRequest request, CancellationToken cancellation)
    {
        var limits = options.CurrentValue;
        RequestCheck.Check(request, limits);
        var folder = await folders.ReadAsync(request.Model, cancellation);
        var kind = RequestCheck.Check(request, folder);
        _ = TextEncoding.Cut(folder, request.Prompt, "prompt");
        _ = TextEncoding.Cut(folder, request.NegativePrompt ?? "", "negative_prompt");
        var (width, height) = SizePlan.Drawn(folder, request.Width, request.Height);
        var rows = DiffusionPipeline.IsGuided(folder, request) ? 2 : 1;
        foreach (var (file, weights) in folder.Weights.Where(part => part.Key != folder.Encoder || request.Picture is not null))
        {
            sessions.RequireLoadable(folder.Id, file, weights);
        }

        var budget = limits.MemoryBudgetBytes;
        for (var batch = Math.Min(request.BatchSize, request.Count); ; batch--)
        {
            var bytes = MemoryEstimate.Bytes(folder, request, width, height, batch * rows);
            if (bytes <= budget)
            {
                return (folder, new GenerationPlan(width, height, kind, request.Steps, batch, bytes));
            }

            if (batch == 1)
            {
                throw new LimnerException(
                    ErrorCatalogue.GenerationMemory, $"{request.Model} at {width} x {height} needs about {(bytes >> 20) + 1} MiB, generation.memory_budget_mb allows {budget >> 20}");
            }
        }
    }

    private static PixelBuffer ToPixels(float[] planes, GenerationPlan plan, GenerationRequest request)
    {
        var (width, height) = (plan.DrawnWidth, plan.DrawnHeight);
        var drawn = new PixelBuffer(width, height);
        var rgb = drawn.Writable.Span;
        var area = width * height;
        for (var i = 0; i < area; i++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                rgb[(i * 3) + colour] = (byte)Math.Clamp(Math.Round(127.5 + (127.5 * planes[(colour * area) + i])), 0, 255);
            }
        }

        if ((width, height) == (request.Width, request.Height))
        {
            return drawn;
        }

        using (drawn)
        {
            return PixelScaler.Resize(drawn, request.Width, request.Height);
        }
    }
}

using Limner.Kernel.Errors;

namespace Limner.Generation;

/// <summary>Paints with the diffusion models that are installed. Thread-safe; each call paints for itself.</summary>
public interface IDiffusionEngine
{
    /// <summary>Checks a request against its model, and says what painting would take.</summary>
    /// <exception cref="LimnerException">
    /// <c>validation</c> with the field; <c>generation_memory</c>; <c>model_not_found</c>; <c>model_load</c>: the model's folder is no diffusion model that can be used.
    /// </exception>
    Task<GenerationPlan> PlanAsync(GenerationRequest request, CancellationToken cancellation);

    /// <summary>Paints. The work is done on a thread of the pool; no network is held in memory for longer than its stage needs it.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="progress">Told of each stage and step, on the thread that paints: it should return at once. An exception of its own ends the painting.</param>
    /// <param name="cancellation">Stops within one step, also inside a run of a network.</param>
    /// <exception cref="LimnerException">As <see cref="PlanAsync"/>, and <c>inference</c>: a network failed, or what it gave is not finite.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    Task<GenerationResult> GenerateAsync(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellation);
}

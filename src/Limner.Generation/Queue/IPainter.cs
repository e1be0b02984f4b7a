using Limner.Kernel.Errors;

namespace Limner.Generation.Queue;

/// <summary>Paints what was asked for: here, or by asking another server.</summary>
internal interface IPainter
{
    /// <param name="painting">Told of stages, steps and previews.</param>
    /// <exception cref="LimnerException">Why it cannot be painted.</exception>
    Task<Painted> PaintAsync(GenerationRow row, RunningPainting painting, CancellationToken cancellation);
}

/// <summary>Pictures, and what made them. Dispose it, and the pictures with it.</summary>
/// <param name="Evaluations">For one picture; 0 where nobody knows.</param>
/// <param name="Seconds">Without saving.</param>
internal sealed record Painted(
    IReadOnlyList<PaintedPicture> Pictures, int DrawnWidth, int DrawnHeight, string? Scheduler, int Evaluations, int? PromptTokens, StageSeconds Seconds) : IDisposable
{
    public void Dispose()
    {
        foreach (var picture in Pictures)
        {
            picture.Pixels.Dispose();
        }
    }
}

/// <summary>What each stage took, in seconds.</summary>
internal sealed record StageSeconds(double Loading, double Encoding, double Sampling, double Decoding, double Saving);

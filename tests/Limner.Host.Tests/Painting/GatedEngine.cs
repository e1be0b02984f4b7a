using System.Collections.Concurrent;
using Limner.Generation;

namespace Limner.Host.Tests.Painting;

/// <summary>The real engine, which a test can hold after a step: what happens while something is painted is then no matter of time.</summary>
internal sealed class GatedEngine(IDiffusionEngine engine) : IDiffusionEngine
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly ConcurrentQueue<string> _begun = new();
    private volatile string? _held;

    /// <summary>Prompts in the order in which they were begun.</summary>
    public IReadOnlyList<string> Begun => [.. _begun];

    /// <summary>The prompt that is held at this moment.</summary>
    public string? Held => _held;

    /// <summary>From now on painting stops after the first step of each picture.</summary>
    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public void Forget() => _begun.Clear();

    public Task<GenerationPlan> PlanAsync(GenerationRequest request, CancellationToken cancellation) => engine.PlanAsync(request, cancellation);

    public Task<GenerationResult> GenerateAsync(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        _begun.Enqueue(request.Prompt);
        return engine.GenerateAsync(request, new Gate(this, request.Prompt, progress, cancellation), cancellation);
    }

    private sealed class Gate(GatedEngine owner, string prompt, IProgress<GenerationProgress>? progress, CancellationToken cancellation) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
            progress?.Report(value);
            if (value.Stage == GenerationStage.Sampling && value.Step >= 1 && !owner._open.IsSet)
            {
                owner._held = prompt;
                try
                {
                    owner._open.Wait(cancellation);
                }
                finally
                {
                    owner._held = null;
                }
            }
        }
    }
}

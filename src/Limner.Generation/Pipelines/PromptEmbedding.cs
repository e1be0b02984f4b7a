namespace Limner.Generation.Pipelines;

/// <summary>What the networks know of a text.</summary>
/// <param name="States">Tokens x <paramref name="Width"/>, of all text encoders side by side.</param>
/// <param name="Pooled">One vector for the whole; empty where the model has no use for it.</param>
internal sealed record PromptEmbedding(float[] States, int Width, float[] Pooled)
{
    public int Tokens => States.Length / Width;

    /// <summary>Of the same shape, all 0.</summary>
    public PromptEmbedding Zeros() => this with { States = new float[States.Length], Pooled = new float[Pooled.Length] };
}

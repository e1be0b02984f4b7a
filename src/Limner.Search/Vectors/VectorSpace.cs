using Limner.Vision.Embedding;

namespace Limner.Search.Vectors;

/// <summary>Vectors that one version of one model makes (table <c>vector_spaces</c>).</summary>
/// <param name="Id">Short, stable, never used again for another model.</param>
/// <param name="Model">The model's name and version, as its embedder states it.</param>
/// <param name="Dimensions">Of every vector.</param>
public sealed record VectorSpace(long Id, string Model, int Dimensions)
{
    /// <summary>Of what any published image model makes; it bounds what a row may hold.</summary>
    public const int MaxDimensions = 4096;

    /// <summary>What a cosine of two of its vectors says.</summary>
    public LikenessScale Scale { get; init; } = new(0, 1);

    /// <summary>All pictures that were there when the model came have their vector in it.</summary>
    public bool IsComplete { get; init; }
}

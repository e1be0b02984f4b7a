using Limner.Kernel.Errors;

namespace Limner.Search.Vectors;

/// <summary>
/// Finds the contents whose vectors point most nearly where a given one does. What implements it passes the conformance suite
/// <c>VectorIndexConformance</c> of the tests.
/// </summary>
public interface IVectorIndex
{
    /// <summary>The vectors that are compared: only those of one model and version mean anything to one another.</summary>
    VectorSpace Space { get; }

    /// <summary>How many vectors can be found now.</summary>
    int Count { get; }

    /// <summary>
    /// The nearest contents, nearest first, by the cosine of the stored float32 vectors; of equally near ones the lower id first, so that the same
    /// question to the same vectors has one answer.
    /// </summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.Embedding"/>: the vector has another number of dimensions, is zero, or has an element that is no finite number.
    /// </exception>
    Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellation);
}

/// <summary>What is asked of an index.</summary>
/// <param name="Vector">Of any length but zero; only its direction counts.</param>
/// <param name="Count">How many to find, 1 to <see cref="MaxCount"/>.</param>
public sealed record VectorQuery(ReadOnlyMemory<float> Vector, int Count)
{
    /// <summary>More than anybody reads, few enough to be scored again one by one.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Only these contents are looked at; null: all of them. What a person may see and what a filter leaves is applied here, before anything is ranked.</summary>
    public ContentSet? Among { get; init; }

    /// <summary>Cosine, -1 to 1, below which nothing is returned.</summary>
    public double LeastCosine { get; init; } = -1;
}

/// <summary>A content that was found.</summary>
/// <param name="Cosine">-1 to 1, of the float32 vectors.</param>
public readonly record struct VectorHit(long ContentId, double Cosine);

namespace Limner.ModelBuilder.Tfjs;

/// <summary>A constant of the graph. Exactly one of the two arrays is set, in row-major order of <paramref name="Shape"/>.</summary>
/// <param name="Name">The name of the Const node it belongs to.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Floats">The values of a float32 weight, widened from float16 where the file stores that; all finite.</param>
/// <param name="Integers">The values of an int32 weight.</param>
public sealed record TfjsTensor(string Name, IReadOnlyList<int> Shape, float[]? Floats, int[]? Integers);

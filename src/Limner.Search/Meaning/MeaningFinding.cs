using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>What a picture means to a model.</summary>
/// <param name="Vector">Of length 1.</param>
internal sealed record MeaningFinding(IImageTextModel Model, float[] Vector);

using Limner.Search.Vectors;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>The vectors that answer questions by meaning, and the model that made them.</summary>
/// <param name="Space">Its <see cref="VectorSpace.Scale"/> is that of two pictures; that of words and a picture is <see cref="IImageTextModel.TextScale"/>.</param>
/// <param name="Model">Encodes what is asked.</param>
internal sealed record ServingMeaning(VectorSpace Space, IImageTextModel Model);

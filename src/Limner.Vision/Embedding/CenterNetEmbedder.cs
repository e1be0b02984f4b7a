using System.Numerics.Tensors;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Vision.Detection;

namespace Limner.Vision.Embedding;

/// <summary>The visual space that needs no download: the built-in detector's pooled backbone map (docs/decisions/0023-vectors-and-likeness.md).</summary>
internal sealed class CenterNetEmbedder(CenterNetDetector detector, ModelStore store) : IVisualEmbedder
{
    private readonly VisualProjection _projection = VisualProjection.Load();
    private readonly Lazy<string> _digest = new(() => store.Find(BuiltInModels.ObjectDetection).Files[0].Sha256[..12], LazyThreadSafetyMode.PublicationOnly);

    public string Model => $"{BuiltInModels.ObjectDetection}-{_digest.Value}-pooled-{_projection.Digest}";

    public int Dimensions => _projection.Outputs;

    public LikenessScale Scale { get; } = new(Midpoint: 0.61, Steepness: 7.4);

    public async Task<float[]> EmbedAsync(PixelBuffer square512, CancellationToken cancellation)
    {
        var vector = _projection.Apply(await detector.PoolAsync(square512, cancellation));
        var length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length < 1e-6f)
        {
            throw new LimnerException(ErrorCatalogue.Inference, "The picture's vector points nowhere.");
        }

        TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}

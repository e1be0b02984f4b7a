using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>Tells whether a line stands on its head: PaddleOCR's classifier for text lines.</summary>
internal sealed class AngleClassifier(ModelSessions sessions)
{
    private const int Width = 192;

    /// <summary>For each line the probability, 0..1, that it stands on its head.</summary>
    public async Task<IReadOnlyList<float>> ClassifyAsync(PixelBuffer picture, IReadOnlyList<RotatedRect> lines, CancellationToken cancellation)
    {
        var turned = new float[lines.Count];
        using var lease = await sessions.LeaseAsync(BuiltInModels.TextAngle, cancellation);
        using var output = new PooledTensor(1, 2);
        for (var i = 0; i < turned.Length; i++)
        {
            var width = Math.Clamp((int)MathF.Ceiling(LineTensor.Height * lines[i].Width / lines[i].Height), 1, Width);
            using var crop = LineCrop.Cut(picture, lines[i], width, LineTensor.Height);
            using var input = LineTensor.Of(crop, Width);
            lease.Run([input.Tensor], [output.Tensor], cancellation);
            turned[i] = output.Elements[1];
        }

        return turned;
    }
}

using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>A small convolutional network of our own over the grey square (tools/training/text_gate.py, docs/decisions/0020-text-in-pictures.md).</summary>
internal sealed class TextGate(ModelSessions sessions, ModelStore store) : ITextGate
{
    private const int Side = 512;

    private readonly Lazy<string> _version = new(
        () => $"{BuiltInModels.TextGate}-{store.Find(BuiltInModels.TextGate).Files[0].Sha256[..12]}", LazyThreadSafetyMode.PublicationOnly);

    public string Version => _version.Value;

    public async Task<float> ScoreAsync(PixelBuffer square512, CancellationToken cancellation)
    {
        if (square512 is not { Width: Side, Height: Side })
        {
            throw new ArgumentException($"The gate takes {Side} x {Side} pixels, not {square512.Width} x {square512.Height}.", nameof(square512));
        }

        using var lease = await sessions.LeaseAsync(BuiltInModels.TextGate, cancellation);
        using var grey = new PooledTensor(1, 1, Side, Side);
        using var score = new PooledTensor(1, 1);
        ToGrey(square512.Span, grey.Elements);
        lease.Run([grey.Tensor], [score.Tensor], cancellation);
        return Math.Clamp(score.Elements[0], 0, 1);
    }

    /// <summary>Luma as ITU-R BT.601 has it, 0..255: what the network was trained with.</summary>
    private static void ToGrey(ReadOnlySpan<byte> rgb, Span<float> grey)
    {
        for (int pixel = 0, at = 0; pixel < grey.Length; pixel++, at += 3)
        {
            grey[pixel] = ((rgb[at] * 19595) + (rgb[at + 1] * 38470) + (rgb[at + 2] * 7471) + 0x8000) >> 16;
        }
    }
}

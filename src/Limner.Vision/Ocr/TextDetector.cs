using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>Finds stretches of text: PP-OCRv4's detection network and <see cref="DbDecoder"/>.</summary>
internal sealed class TextDetector(ModelSessions sessions)
{
    /// <summary>The longer side the network sees, in pixels; pictures that are smaller are not enlarged beyond <see cref="LeastSide"/>.</summary>
    public const int MaximumSide = 1472;

    /// <summary>Small pictures are enlarged until their longer side has this: letters of six pixels are found at twelve.</summary>
    private const int LeastSide = 640;

    /// <summary>The network halves its input five times.</summary>
    private const int Tile = 32;

    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    /// <returns>Rectangles in pixels of the picture, in no order.</returns>
    public async Task<List<TextRegion>> FindAsync(PixelBuffer picture, CancellationToken cancellation)
    {
        var longSide = Math.Max(picture.Width, picture.Height);
        var scale = longSide > MaximumSide ? (float)MaximumSide / longSide : longSide < LeastSide ? Math.Min(3f, (float)LeastSide / longSide) : 1f;
        var (width, height) = (Tiled(picture.Width * scale), Tiled(picture.Height * scale));
        using var input = new PooledTensor(1, 3, height, width);
        using (var scaled = PixelScaler.Resize(picture, width, height))
        {
            Normalise(scaled.Span, input.Elements);
        }

        using var output = new PooledTensor(1, 1, height, width);
        using (var lease = await sessions.LeaseAsync(BuiltInModels.TextDetection, cancellation))
        {
            lease.Run([input.Tensor], [output.Tensor], cancellation);
        }

        return DbDecoder.Decode(output.Elements, width)
            .ConvertAll(region => region with { Rectangle = region.Rectangle.Scaled((float)picture.Width / width, (float)picture.Height / height) });
    }

    private static int Tiled(float side) => Math.Max(Tile, (int)MathF.Round(side / Tile) * Tile);

    /// <summary>Planes in the order blue, green, red, as OpenCV reads pictures: what the networks were trained with.</summary>
    private static void Normalise(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        var pixels = rgb.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * pixels, pixels);
            var (factor, offset) = (1 / (255 * Deviation[channel]), Mean[channel] / Deviation[channel]);
            for (int pixel = 0, at = 2 - channel; pixel < pixels; pixel++, at += 3)
            {
                plane[pixel] = (rgb[at] * factor) - offset;
            }
        }
    }
}

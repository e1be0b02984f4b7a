using System.Numerics.Tensors;
using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>The image encoder of an installed model, whatever its input and outputs are called.</summary>
internal sealed class OnnxImageEncoder(InstalledImageTextModel model, ModelFolder folder, ModelSessions sessions) : IImageEncoder
{
    private const int Channels = 3;
    private static readonly string[] Vectors = ["image_embeds", "image_features", "pooler_output", "image_embeddings", "embeddings"];

    private readonly OpenedOnce<Opened> _opened = new();

    public Task<float[]> EncodeAsync(PixelBuffer picture, CancellationToken cancellation)
        => EncodeAsync(picture, (picture.Width, picture.Height), cancellation);

    public Task<float[]> EncodeAsync(DecodedPicture picture, CancellationToken cancellation)
        => EncodeAsync(picture.Square, (picture.Width, picture.Height), cancellation);

    private async Task<float[]> EncodeAsync(PixelBuffer pixels, (int Width, int Height) own, CancellationToken cancellation)
    {
        var opened = await _opened.GetAsync(OpenAsync, cancellation);
        var planes = new float[Channels * opened.Preparation.Width * opened.Preparation.Height];
        opened.Preparation.Apply(pixels.Span, (pixels.Width, pixels.Height), own, planes);
        using var lease = await model.LeaseAsync(sessions, opened.File, cancellation);
        var inputs = new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { [opened.Input] = TensorOf(planes, opened) };
        try
        {
            foreach (var idle in opened.Idle)
            {
                inputs.Add(idle.Name, idle.Make());
            }

            using var outputs = lease.Run(inputs, [opened.Output], cancellation);
            var vector = EncoderOutput.ReadUnit(outputs[0]);
            model.Count("picture", vector);
            return vector;
        }
        finally
        {
            foreach (var tensor in inputs.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>Whether an input takes one picture of this size.</summary>
    public static bool IsPixels(OrtTensorInfo input, (int Width, int Height) size)
        => input is { ElementType: OrtElementType.Float or OrtElementType.Float16, Shape: [-1 or 1, -1 or Channels, var height, var width] }
            && (height < 0 || height == size.Height) && (width < 0 || width == size.Width);

    private static ModelTensor TensorOf(float[] planes, Opened opened)
    {
        ReadOnlySpan<long> shape = [1, Channels, opened.Preparation.Height, opened.Preparation.Width];
        if (!opened.TakesHalves)
        {
            return new ModelTensor<float>(planes, shape);
        }

        var halves = new Half[planes.Length];
        TensorPrimitives.ConvertToHalf(planes, halves);
        return new ModelTensor<Half>(halves, shape);
    }

    private async Task<Opened> OpenAsync(CancellationToken cancellation)
    {
        var preparation = ImagePreparation.Read(folder, await folder.RequiredJsonAsync("preprocessor_config.json", cancellation));
        var file = folder.ImageEncoder();
        using var lease = await model.LeaseAsync(sessions, file, cancellation);
        var idle = file == folder.TextEncoder() ? lease.Inputs.Select(IdleInput.Tokens).OfType<IdleInput>().ToList() : [];
        if (lease.Inputs.Where(input => idle.TrueForAll(other => other.Name != input.Name)).ToList() is not
            [{ ElementType: OrtElementType.Float or OrtElementType.Float16, Shape: [-1 or 1, -1 or Channels, var height, var width] } input])
        {
            throw folder.Refused(
                $"has an image encoder with the inputs {string.Join(", ", lease.Inputs.Select(input => $"{input.Name} [{string.Join(',', input.Shape)}] of {input.ElementType}"))}, which are not supported");
        }

        return IsPixels(input, (preparation.Width, preparation.Height))
            ? new Opened(file, preparation, input.Name, input.ElementType == OrtElementType.Float16, EncoderOutput.Choose(folder, lease.Outputs, Vectors), idle)
            : throw folder.Refused($"prepares pictures of {preparation.Width} x {preparation.Height} for an image encoder of {width} x {height}: they do not belong together");
    }

    private sealed record Opened(string File, ImagePreparation Preparation, string Input, bool TakesHalves, string Output, IReadOnlyList<IdleInput> Idle);
}

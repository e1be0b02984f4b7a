using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Layout;

/// <summary>
/// RT-DETR with its post-processing inside, as docling's heron is published in ONNX: a picture and <c>orig_target_sizes</c> in, <c>labels</c>, <c>boxes</c> and <c>scores</c> of some hundred
/// queries out. Exports disagree on which of width and height comes first in the sizes; so they are given the network's own, which is square, and boxes are scaled here.
/// </summary>
internal sealed class RtDetrContract : LayoutContract
{
    private const int Usual = 640;

    private readonly string _sizes;
    private readonly IReadOnlyList<double> _mean;
    private readonly IReadOnlyList<double> _deviation;

    private RtDetrContract(OnnxTensor image, string sizes, (int Width, int Height) size, LayoutConfiguration configuration, IReadOnlyList<string> outputs)
        : base(image.Name, size, LayoutLabels.KindsOf(configuration.Labels ?? LayoutLabels.Docling))
    {
        _sizes = sizes;
        _mean = configuration.Mean ?? PictureTensor.NoMean;
        _deviation = configuration.Deviation ?? PictureTensor.NoDeviation;
        Outputs = outputs;
    }

    /// <summary>Labels, boxes, scores.</summary>
    public override IReadOnlyList<string> Outputs { get; }

    public static RtDetrContract? TryMake(OnnxSignature network, LayoutConfiguration configuration)
    {
        if (network.Inputs.Count != 2 || ImageOf(network) is not { } image
            || network.Inputs.FirstOrDefault(input => input is { Name: "orig_target_sizes", ElementType: OrtElementType.Int64, Shape: null or [-1 or 1, -1 or 2] }) is not { } sizes
            || network.Outputs.FirstOrDefault(output => output is { Name: "labels", ElementType: OrtElementType.Int64 }) is not { } labels
            || network.Outputs.FirstOrDefault(output => output is { Name: "boxes", ElementType: OrtElementType.Float, Shape: null or [_, _, -1 or 4] }) is not { } boxes
            || network.Outputs.FirstOrDefault(output => output is { Name: "scores", ElementType: OrtElementType.Float }) is not { } scores)
        {
            return null;
        }

        var size = SizeOf(image, configuration, (Usual, Usual));
        return size.Width == size.Height
            ? new RtDetrContract(image, sizes.Name, size, configuration, [labels.Name, boxes.Name, scores.Name])
            : throw new LayoutMisfitException($"it takes pictures of {size.Width} x {size.Height}: only square ones leave no doubt which of the two comes first");
    }

    public override Dictionary<string, ModelTensor> Prepare(PixelBuffer page) => new(StringComparer.Ordinal)
    {
        [Image] = PictureTensor.Averaged(page, Size, _mean, _deviation),
        [_sizes] = new ModelTensor<long>(new long[] { Size.Width, Size.Height }, 1, 2),
    };

    public override List<LayoutRegion> Decode(ModelOutputs outputs, int width, int height)
    {
        var boxes = Floats(outputs[1]);
        var scores = Floats(outputs[2]);
        if (outputs[1].Shape is not [1, var count, 4] || outputs[2].Shape is not [1, var scored] || scored != count || outputs[0].ElementType != OrtElementType.Int64 || outputs[0].Shape is not [1, var named] || named != count)
        {
            throw Odd(outputs[1]);
        }

        var labels = outputs[0].Elements<long>();
        var (across, down) = ((double)width / Size.Width, (double)height / Size.Height);
        var regions = new List<LayoutRegion>();
        for (var i = 0; i < count; i++)
        {
            if (RegionOf(labels[i], scores[i], boxes[4 * i] * across, boxes[(4 * i) + 1] * down, boxes[(4 * i) + 2] * across, boxes[(4 * i) + 3] * down) is { } region)
            {
                regions.Add(region);
            }
        }

        return regions;
    }
}

using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Layout;

/// <summary>
/// Detectors as Paddle exports them, with their post-processing inside: PP-DocLayout S and M (PicoDet), L, plus-L, V2 and V3 (RT-DETR). They take <c>image</c>,
/// <c>scale_factor</c> (height first) and, those of RT-DETR, <c>im_shape</c>; they yield rows of class, score, left, top, right, bottom in pixels of the picture as it was, and in some versions
/// numbers of reading order, which are not used.
/// </summary>
internal sealed class PaddleContract : LayoutContract
{
    private const int LeastColumns = 6;
    private const int MostColumns = 8;

    private readonly bool _takesShape;
    private readonly IReadOnlyList<double> _mean;
    private readonly IReadOnlyList<double> _deviation;

    private PaddleContract(OnnxTensor image, (int Width, int Height) size, IReadOnlyList<LayoutKind> kinds, bool takesShape, LayoutConfiguration configuration, string output)
        : base(image.Name, size, kinds)
    {
        _takesShape = takesShape;
        _mean = configuration.Mean ?? (takesShape ? PictureTensor.NoMean : PictureTensor.ImageNetMean);
        _deviation = configuration.Deviation ?? (takesShape ? PictureTensor.NoDeviation : PictureTensor.ImageNetDeviation);
        Outputs = [output];
    }

    public override IReadOnlyList<string> Outputs { get; }

    public static PaddleContract? TryMake(OnnxSignature network, LayoutConfiguration configuration)
    {
        var takesShape = network.Inputs.Any(input => IsPair(input, "im_shape"));
        if (network.Inputs.Count != (takesShape ? 3 : 2) || ImageOf(network, "image") is not { } image || !network.Inputs.Any(input => IsPair(input, "scale_factor"))
            || network.Outputs.FirstOrDefault(output => output is { ElementType: OrtElementType.Float, Shape: null or [_, -1 or (>= LeastColumns and <= MostColumns)] }) is not { } rows)
        {
            return null;
        }

        var size = SizeOf(image, configuration, usual: null);
        var labels = configuration.Labels ?? Usual(size, takesShape, rows.Shape is [_, var columns] ? columns : -1)
            ?? throw new LayoutMisfitException("nothing tells the names of its classes: put its inference.yml or config.json beside it");
        return new PaddleContract(image, size, LayoutLabels.KindsOf(labels), takesShape, configuration, rows.Name);
    }

    public override Dictionary<string, ModelTensor> Prepare(PixelBuffer page)
    {
        var inputs = new Dictionary<string, ModelTensor>(StringComparer.Ordinal)
        {
            [Image] = PictureTensor.Cubic(page, Size, _mean, _deviation),
            ["scale_factor"] = new ModelTensor<float>(new[] { (float)Size.Height / page.Height, (float)Size.Width / page.Width }, 1, 2),
        };
        if (_takesShape)
        {
            inputs.Add("im_shape", new ModelTensor<float>(new float[] { Size.Height, Size.Width }, 1, 2));
        }

        return inputs;
    }

    public override List<LayoutRegion> Decode(ModelOutputs outputs, int width, int height)
    {
        var rows = Floats(outputs[0]);
        if (outputs[0].Shape is not [var count, >= LeastColumns and <= MostColumns and var columns])
        {
            throw Odd(outputs[0]);
        }

        var regions = new List<LayoutRegion>();
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * (int)columns, (int)columns);
            if (RegionOf(row[0], row[1], row[2], row[3], row[4], row[5]) is { } region)
            {
                regions.Add(region);
            }
        }

        return regions;
    }

    private static bool IsPair(OnnxTensor input, string name) => input.Name == name && input is { ElementType: OrtElementType.Float, Shape: null or [-1 or 1, -1 or 2] };

    /// <summary>The published ones are told by their sizes; those of 800 pixels by their columns.</summary>
    private static string[]? Usual((int Width, int Height) size, bool takesShape, long columns) => (takesShape, size, columns) switch
    {
        (false, (480, 480) or (640, 640), -1 or 6) or (true, (640, 640), -1 or 6) => LayoutLabels.Paddle23,
        (true, (800, 800), 7 or 8) => LayoutLabels.Paddle25,
        _ => null,
    };
}

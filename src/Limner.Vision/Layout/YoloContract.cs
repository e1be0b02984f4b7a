using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Layout;

/// <summary>YOLO of the kind that needs no suppression (v10), as DocLayout-YOLO is published: a picture in its own proportions on grey in; rows of left, top, right, bottom, score, class in pixels of that out.</summary>
internal sealed class YoloContract : LayoutContract
{
    private const int Columns = 6;

    private YoloContract(OnnxTensor image, (int Width, int Height) size, IReadOnlyList<string> labels, string output)
        : base(image.Name, size, LayoutLabels.KindsOf(labels)) => Outputs = [output];

    public override IReadOnlyList<string> Outputs { get; }

    public static YoloContract? TryMake(OnnxSignature network, LayoutConfiguration configuration)
        => network is { Inputs.Count: 1, Outputs: [{ ElementType: OrtElementType.Float, Shape: [-1 or 1, _, Columns] } rows] } && ImageOf(network) is { } image
            ? new YoloContract(image, SizeOf(image, configuration, (1024, 1024)), configuration.Labels ?? LayoutLabels.DocStructBench, rows.Name)
            : null;

    public override Dictionary<string, ModelTensor> Prepare(PixelBuffer page) => new(StringComparer.Ordinal) { [Image] = PictureTensor.Letterboxed(page, Size).Tensor };

    public override List<LayoutRegion> Decode(ModelOutputs outputs, int width, int height)
    {
        var rows = Floats(outputs[0]);
        if (outputs[0].Shape is not [1, var count, Columns])
        {
            throw Odd(outputs[0]);
        }

        var (scale, _, _, left, top) = PictureTensor.Letterbox(width, height, Size);
        var regions = new List<LayoutRegion>();
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Columns, Columns);
            if (RegionOf(row[5], row[4], (row[0] - left) / scale, (row[1] - top) / scale, (row[2] - left) / scale, (row[3] - top) / scale) is { } region)
            {
                regions.Add(region);
            }
        }

        return regions;
    }
}

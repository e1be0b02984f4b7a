using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Vision.Layout;

/// <summary>How a layout network is fed, and what its answer means. One for each way in which such networks are published, told apart by what they take and yield.</summary>
/// <param name="size">Of the picture that the network takes, in pixels.</param>
internal abstract class LayoutContract(string image, (int Width, int Height) size, IReadOnlyList<LayoutKind> kinds)
{
    /// <summary>Pixels of a side: larger inputs are of no layout model that is known, and take memory.</summary>
    private const int MostSide = 2048;

    private const int LeastSide = 32;

    /// <summary>Values of an output; more are none of a page.</summary>
    private const long MostValues = 4_000_000;

    /// <summary>The input that takes the picture.</summary>
    protected string Image { get; } = image;

    public (int Width, int Height) Size { get; } = size;

    /// <summary>Of each class of the network.</summary>
    public IReadOnlyList<LayoutKind> Kinds { get; } = kinds;

    /// <summary>The outputs that are read.</summary>
    public abstract IReadOnlyList<string> Outputs { get; }

    /// <summary>The kinds of networks that are known; each says whether one is its own.</summary>
    /// <param name="why">What was missing.</param>
    /// <exception cref="LayoutMisfitException">None of these, or none that could be run.</exception>
    public static LayoutContract Of(OnnxSignature network, LayoutConfiguration configuration)
    {
        LayoutContract contract = PaddleContract.TryMake(network, configuration) as LayoutContract ?? RtDetrContract.TryMake(network, configuration) as LayoutContract ?? PicoDetContract.TryMake(network, configuration) as LayoutContract ?? YoloContract.TryMake(network, configuration)
            ?? throw new LayoutMisfitException(
                $"its inputs ({string.Join("; ", network.Inputs.Take(8))}) and outputs ({string.Join("; ", network.Outputs.Take(8))}) are those of none of the layout models that are known: PP-DocLayout, PicoDet, RT-DETR with its post-processing inside, YOLO without one to come");
        return contract.Kinds.Any(kind => kind != LayoutKind.Text) ? contract : throw new LayoutMisfitException("none of its classes is a part of a page that is known here");
    }

    /// <summary>What the network takes, from a page's picture.</summary>
    public abstract Dictionary<string, ModelTensor> Prepare(PixelBuffer page);

    /// <summary>What the network said, in pixels of the page's picture; of any score, in any order.</summary>
    /// <param name="width">Of the page's picture.</param>
    /// <exception cref="LayoutMisfitException">It answered what networks of its kind do not.</exception>
    public abstract List<LayoutRegion> Decode(ModelOutputs outputs, int width, int height);

    /// <summary>The input that takes one colour picture.</summary>
    protected static OnnxTensor? ImageOf(OnnxSignature network, params ReadOnlySpan<string> names)
    {
        foreach (var input in network.Inputs)
        {
            if (input is { ElementType: OrtElementType.Float, Shape: null or [-1 or 1, -1 or 3, _, _] } && (names.IsEmpty ? input.Shape is not null : names.Contains(input.Name)))
            {
                return input;
            }
        }

        return null;
    }

    /// <summary>The network's own size where it has one, else what its configuration says, else what is usual.</summary>
    /// <exception cref="LayoutMisfitException">Nothing tells, they contradict each other, or it is too large.</exception>
    protected static (int Width, int Height) SizeOf(OnnxTensor image, LayoutConfiguration configuration, (int Width, int Height)? usual)
    {
        var own = image.Shape is [_, _, > 0 and var height, > 0 and var width] ? ((int)width, (int)height) : ((int Width, int Height)?)null;
        if (own is not null && configuration.Size is { } said && said != own)
        {
            throw new LayoutMisfitException($"its network takes pictures of {own.Value.Width} x {own.Value.Height}, and its configuration says {said.Width} x {said.Height}");
        }

        var size = own ?? configuration.Size ?? usual ?? throw new LayoutMisfitException("nothing tells how large its pictures are: put its inference.yml or config.json beside it");
        return size is { Width: >= LeastSide and <= MostSide, Height: >= LeastSide and <= MostSide }
            ? size
            : throw new LayoutMisfitException($"it takes pictures of {size.Width} x {size.Height}; sides of {LeastSide} to {MostSide} are run");
    }

    /// <exception cref="LayoutMisfitException">Of another type, or larger than any.</exception>
    protected static ReadOnlySpan<float> Floats(ModelOutput output)
    {
        var count = 1L;
        foreach (var side in output.Shape)
        {
            count *= side;
        }

        return output.ElementType == OrtElementType.Float && count <= MostValues ? output.Elements<float>() : throw Odd(output);
    }

    protected static LayoutMisfitException Odd(ModelOutput output) => new($"its answer {output.Name} is of {output.ElementType} and has the shape [{string.Join(',', output.Shape.ToArray())}], which its kind has not");

    /// <summary>A region where the numbers are those of one; null for what is none, as rows that fill up a list.</summary>
    /// <exception cref="LayoutMisfitException">It is of a class without a name, or its score is no probability.</exception>
    protected LayoutRegion? RegionOf(double label, double score, double left, double top, double right, double bottom)
    {
        if (!(label >= 0) || !double.IsFinite(score + left + top + right + bottom))
        {
            return null;
        }

        return label >= Kinds.Count ? throw new LayoutMisfitException($"it found class {label:0}; names are known of {Kinds.Count} classes")
            : score is < -0.001 or > 1.001 ? throw new LayoutMisfitException($"it gave the score {score:0.###}; scores go from 0 to 1")
            : new LayoutRegion(Kinds[(int)label], Math.Clamp(score, 0, 1), left, top, right, bottom);
    }
}

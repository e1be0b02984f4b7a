using System.Globalization;
using Limner.ModelBuilder.Onnx;
using Limner.ModelBuilder.Tfjs;

namespace Limner.ModelBuilder.Translation;

/// <summary>
/// Translates the part of a TensorFlow.js graph that leads to the chosen outputs into ONNX. TensorFlow's layout is NHWC, ONNX
/// Runtime's kernels want NCHW: every value changes its layout, so axes, weights and shapes are rewritten and no transpose is left in
/// the graph. Only what an operation is known to mean the same in both is accepted; anything else is an error that names the node.
/// </summary>
public sealed class GraphTranslator
{
    private readonly TfjsGraph _source;
    private readonly OnnxModel _model;
    private readonly Dictionary<string, FeatureMap> _values = [];

    private GraphTranslator(TfjsGraph source, OnnxModel model)
    {
        _source = source;
        _model = model;
    }

    /// <param name="source">The graph.</param>
    /// <param name="modelName">The name the ONNX graph carries.</param>
    /// <param name="inputName">The name the only input gets.</param>
    /// <param name="outputs">For each wanted output the node's name in the graph and the name it gets.</param>
    public static OnnxModel Translate(TfjsGraph source, string modelName, string inputName, IReadOnlyList<(string Node, string Name)> outputs)
    {
        var model = new OnnxModel(modelName);
        var translator = new GraphTranslator(source, model);
        foreach (var node in source.Upstream([.. outputs.Select(output => output.Node)]))
        {
            translator.Translate(node, inputName);
        }

        foreach (var (node, name) in outputs)
        {
            var value = translator._values[node];
            model.AddNode(name, "Identity", [value.Name]);
            model.AddOutput(name, value.Shape);
        }

        return model;
    }

    private void Translate(TfjsNode node, string inputName)
    {
        switch (node.Op)
        {
            case "Const":
                break; // written where it is used, in the layout its user wants
            case "Placeholder":
                _values[node.Name] = Placeholder(node, inputName);
                break;
            case "Identity":
                _values[node.Name] = Input(node, 0);
                break;
            case "Conv2D" or "_FusedConv2D" or "DepthwiseConv2dNative" or "FusedDepthwiseConv2dNative":
                _values[node.Name] = Convolution.Translate(node, Input(node, 0), Constant(node, 1), FusedBias(node), _model);
                break;
            case "Add" or "AddV2":
                _values[node.Name] = Binary(node, "Add");
                break;
            case "Mul":
                _values[node.Name] = Binary(node, "Mul");
                break;
            case "Relu" or "Sigmoid":
                _values[node.Name] = Unary(node, node.Op, []);
                break;
            case "Relu6":
                _values[node.Name] = Relu6(node);
                break;
            case "Mean":
                _values[node.Name] = Mean(node);
                break;
            case "ResizeBilinear":
                _values[node.Name] = ResizeBilinear(node);
                break;
            case "ConcatV2":
                _values[node.Name] = Concat(node);
                break;
            default:
                throw node.Wrong("there is no translation for this operation");
        }
    }

    private FeatureMap Placeholder(TfjsNode node, string inputName)
    {
        if (_values.Count > 0 || node.Shape("shape") is not [1, var height, var width, var channels])
        {
            throw node.Wrong("only one input of shape [1, height, width, channels] is translated");
        }

        var value = new FeatureMap(inputName, channels, height, width);
        _model.AddInput(inputName, value.Shape);
        return value;
    }

    private FeatureMap Unary(TfjsNode node, string op, IEnumerable<string> constants)
    {
        var input = Input(node, 0);
        _model.AddNode(node.Name, op, [input.Name, .. constants]);
        return input with { Name = node.Name };
    }

    private FeatureMap Relu6(TfjsNode node)
    {
        _model.AddInitializer("zero", [], [0f]);
        _model.AddInitializer("six", [], [6f]);
        return Unary(node, "Clip", ["zero", "six"]);
    }

    /// <summary>Element by element, with one scalar, or with one side a single cell per channel (squeeze and excite).</summary>
    private FeatureMap Binary(TfjsNode node, string op)
    {
        if (Scalar(node, 0) is { } left)
        {
            return WithScalar(node, op, Input(node, 1), left);
        }

        if (Scalar(node, 1) is { } right)
        {
            return WithScalar(node, op, Input(node, 0), right);
        }

        var (a, b) = (Input(node, 0), Input(node, 1));
        var (larger, smaller) = a.Height * a.Width >= b.Height * b.Width ? (a, b) : (b, a);
        if (larger.Channels != smaller.Channels || (smaller.Height, smaller.Width) != (larger.Height, larger.Width) && (smaller.Height, smaller.Width) != (1, 1))
        {
            throw node.Wrong("the shapes of its inputs do not fit");
        }

        _model.AddNode(node.Name, op, [a.Name, b.Name]);
        return larger with { Name = node.Name };
    }

    /// <summary>
    /// A scalar sum or product, written as a convolution of one cell and one channel: ONNX Runtime keeps maps in blocks of channels from
    /// one convolution to the next, and any operation it cannot do on blocks costs two passes that reorder them.
    /// </summary>
    private FeatureMap WithScalar(TfjsNode node, string op, FeatureMap input, float scalar)
    {
        var channels = input.Channels;
        var weights = op == "Mul" ? scalar : 1f;
        List<string> inputs = [input.Name, Filled("weights", [channels, 1, 1, 1], weights)];
        if (op == "Add")
        {
            inputs.Add(Filled("bias", [channels], scalar));
        }

        _model.AddNode(node.Name, "Conv", inputs, new OnnxAttribute("group", (long)channels), new OnnxAttribute("kernel_shape", new long[] { 1, 1 }));
        return input with { Name = node.Name };

        string Filled(string kind, int[] shape, float value)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{kind}/{channels}x{value}");
            var values = new float[channels];
            Array.Fill(values, value);
            _model.AddInitializer(name, shape, values);
            return name;
        }
    }

    private FeatureMap Mean(TfjsNode node)
    {
        if (Constant(node, 1).Integers is not [1, 2] || !node.Flag("keep_dims"))
        {
            throw node.Wrong("only the mean over height and width that keeps both dimensions is translated");
        }

        var input = Input(node, 0);
        _model.AddNode(node.Name, "GlobalAveragePool", [input.Name]);
        return new FeatureMap(node.Name, input.Channels, 1, 1);
    }

    private FeatureMap ResizeBilinear(TfjsNode node)
    {
        var input = Input(node, 0);
        if (node.Flag("align_corners") || node.Flag("half_pixel_centers"))
        {
            throw node.Wrong("align_corners and half_pixel_centers are not translated");
        }

        if (Constant(node, 1).Integers is not [var height, var width] || height != input.Height * 2 || width != input.Width * 2)
        {
            throw node.Wrong("only doubling is translated");
        }

        _model.AddInitializer("double", [4], [1f, 1f, 2f, 2f]);
        _model.AddNode(node.Name, "Resize", [input.Name, "", "double"],
            new OnnxAttribute("coordinate_transformation_mode", "asymmetric"), new OnnxAttribute("mode", "linear"));
        return new FeatureMap(node.Name, input.Channels, height, width);
    }

    private FeatureMap Concat(TfjsNode node)
    {
        if (Constant(node, node.Inputs.Count - 1).Integers is not [3 or -1])
        {
            throw node.Wrong("only joining channels is translated");
        }

        FeatureMap[] inputs = [.. Enumerable.Range(0, node.Inputs.Count - 1).Select(i => Input(node, i))];
        if (inputs.Any(input => (input.Height, input.Width) != (inputs[0].Height, inputs[0].Width)))
        {
            throw node.Wrong("the sizes of its inputs differ");
        }

        _model.AddNode(node.Name, "Concat", inputs.Select(input => input.Name), new OnnxAttribute("axis", 1L));
        return inputs[0] with { Name = node.Name, Channels = inputs.Sum(input => input.Channels) };
    }

    private FeatureMap Input(TfjsNode node, int index)
        => index < node.Inputs.Count && _values.TryGetValue(node.Inputs[index], out var value)
            ? value
            : throw node.Wrong($"input {index} is not a feature map");

    private TfjsTensor Constant(TfjsNode node, int index)
        => index < node.Inputs.Count && _source.Constant(node.Inputs[index]) is { } constant
            ? constant
            : throw node.Wrong($"input {index} is not a constant");

    /// <summary>The scalar float constant at this input; null when the input is not a constant.</summary>
    private float? Scalar(TfjsNode node, int index)
    {
        if (index >= node.Inputs.Count || _source.Constant(node.Inputs[index]) is not { } constant)
        {
            return null;
        }

        if (constant.Shape.Count != 0 || constant.Floats is null)
        {
            throw node.Wrong($"constant {constant.Name} is not a scalar");
        }

        return constant.Floats[0];
    }

    private TfjsTensor? FusedBias(TfjsNode node) => node.Texts("fused_ops").Count > 0 ? Constant(node, 2) : null;
}

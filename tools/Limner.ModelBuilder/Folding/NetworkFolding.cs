using Limner.ModelBuilder.Onnx;

namespace Limner.ModelBuilder.Folding;

/// <summary>
/// Writes a convolutional network so that the runtime computes the same in fewer passes over memory (docs/decisions/0040-folded-networks.md): batch normalisation and
/// factors and addends of a channel go into the weights of the convolution before or after them; the four nodes of a spelled-out hard swish become the two that ONNX Runtime
/// joins with a convolution. Equal but for rounding.
/// </summary>
public sealed class NetworkFolding
{
    private readonly OnnxNetwork _network;

    private NetworkFolding(OnnxNetwork network) => _network = network;

    /// <param name="file">An ONNX model.</param>
    /// <returns>The file of the folded one; the same bytes each time.</returns>
    /// <exception cref="ModelBuildException">It is no ONNX model, or one whose weights are computed.</exception>
    public static byte[] Apply(byte[] file)
    {
        var network = OnnxNetwork.Read(file);
        var folding = new NetworkFolding(network);
        folding.JoinHardSwish();
        foreach (var node in network.Nodes.Where(node => node.Op is "Conv" or "ConvTranspose").ToList())
        {
            folding.FoldWhatFollows(node);
        }

        foreach (var node in network.Nodes.Where(node => node.Op == "Conv").ToList())
        {
            folding.FoldWhatPrecedes(node);
        }

        return network.ToBytes();
    }

    /// <summary>x · clip(x + 3, 0, 6) / 6 as x · HardSigmoid(x).</summary>
    private void JoinHardSwish()
    {
        foreach (var add in _network.Nodes.Where(node => node.Op == "Add" && Number(node.Inputs[1]) == 3).ToList())
        {
            var x = add.Inputs[0];
            if (_network.OnlyUserOf(add.Output) is not { Op: "Clip" } clip || !IsZeroToSix(clip)
                || _network.OnlyUserOf(clip.Output) is not { Op: "Mul" } product || !product.Inputs.Contains(x)
                || _network.OnlyUserOf(product.Output) is not { Op: "Div" } quotient || Number(quotient.Inputs[1]) != 6)
            {
                continue;
            }

            var gate = quotient.Output + "_gate";
            Replace(
                [add, clip, product, quotient],
                new OnnxNode("HardSigmoid", [x], [gate]).With(new OnnxAttribute("alpha", 1f / 6), new OnnxAttribute("beta", 0.5f)),
                new OnnxNode("Mul", [x, gate], [quotient.Output]));
        }
    }

    private void FoldWhatFollows(OnnxNode convolution)
    {
        while (_network.OnlyUserOf(convolution.Output) is { } next && !_network.IsOutput(next.Output) && AffineOf(next, convolution.Output) is { } affine)
        {
            var (weights, bias, channels) = (Weights(convolution), Bias(convolution), OutputChannels(convolution));
            if (Math.Max(affine.Scale.Length, affine.Shift.Length) is not 1 and var own && own != channels)
            {
                return;
            }

            SetWeights(convolution, weights.Shape, (at, value) => value * affine.ScaleOf(OutputChannel(convolution, weights.Shape, at)));
            SetBias(convolution, [.. bias.Select((value, channel) => (float)((value * affine.ScaleOf(channel)) + affine.ShiftOf(channel)))]);
            _network.Nodes.Remove(next);
            Rename(next.Output, convolution.Output);
        }
    }

    private void FoldWhatPrecedes(OnnxNode convolution)
    {
        var (shape, groups) = (Weights(convolution).Shape, (int)convolution.Integer("group", 1));
        var channels = shape[1] * groups;
        var (affine, chain, from) = (Affine.Identity, new List<OnnxNode>(), convolution.Inputs[0]);
        while (_network.OnlyUserOf(from) is not null && _network.ProducerOf(from) is { } before && before.Inputs.FirstOrDefault(input => !_network.Constants.ContainsKey(input)) is { } input
            && AffineOf(before, input) is { } own && Math.Max(own.Scale.Length, own.Shift.Length) is var size && (size == 1 || (size == channels && IsOfChannels(input, channels))))
        {
            affine = own.Then(affine);
            chain.Add(before);
            from = input;
        }

        if (chain.Count == 0)
        {
            return;
        }

        if (affine.HasShift && (convolution.Integers("pads").Any(pad => pad != 0) || convolution.Text("auto_pad") is "SAME_UPPER" or "SAME_LOWER"))
        {
            // Its zeros at the edges are not shifted. A factor and an addend for each channel are a convolution too, and then the runtime needs not leave its own layout for them.
            var scale = _network.AddConstant([channels, 1, 1, 1], [.. Enumerable.Range(0, channels).Select(channel => (float)affine.ScaleOf(channel))]);
            var shift = _network.AddConstant([channels], [.. Enumerable.Range(0, channels).Select(channel => (float)affine.ShiftOf(channel))]);
            Replace(
                chain,
                new OnnxNode("Conv", [from, scale, shift], [convolution.Inputs[0]]).With(
                    new OnnxAttribute("group", (long)channels),
                    new OnnxAttribute("kernel_shape", new long[] { 1, 1 })));
            return;
        }

        var (weights, bias) = (Weights(convolution).Values, Bias(convolution));
        var (perOutput, outputsPerGroup) = (shape.Skip(1).Aggregate(1, (product, side) => product * side), shape[0] / groups);
        var area = perOutput / shape[1];
        int InputChannel(int at) => (at / perOutput / outputsPerGroup * shape[1]) + (at % perOutput / area);
        var shifts = new double[shape[0]];
        for (var at = 0; at < weights.Length; at++)
        {
            shifts[at / perOutput] += weights[at] * affine.ShiftOf(InputChannel(at));
        }

        SetWeights(convolution, shape, (at, value) => value * affine.ScaleOf(InputChannel(at)));
        SetBias(convolution, [.. bias.Select((value, channel) => (float)(value + shifts[channel]))]);
        convolution.Inputs[0] = from;
        chain.ForEach(node => _network.Nodes.Remove(node));
    }

    /// <summary>What a node does to its input <paramref name="x"/>, where that is the same at all places of a channel.</summary>
    private Affine? AffineOf(OnnxNode node, string x)
    {
        if (node.Op == "BatchNormalization" && node.Inputs[0] == x && node.Inputs.Skip(1).Select(ChannelsOf).ToList() is [{ } scale, { } shift, { } mean, { } variance])
        {
            var epsilon = node.Float("epsilon", 1e-5f);
            var factors = scale.Select((value, channel) => value / Math.Sqrt(variance[channel] + epsilon)).ToArray();
            return new Affine(factors, [.. shift.Select((value, channel) => value - (mean[channel] * factors[channel]))]);
        }

        if (node.Op is not ("Mul" or "Add") || node.Inputs.Find(input => input != x) is not { } other || ChannelsOf(other) is not { } values)
        {
            return null;
        }

        return node.Op == "Mul" ? new Affine(values, [0]) : new Affine([1], values);
    }

    /// <summary>A constant that has one number, or one for each channel of pictures.</summary>
    private double[]? ChannelsOf(string name)
    {
        if (!_network.Constants.TryGetValue(name, out var constant))
        {
            return null;
        }

        var isOfChannels = constant.Values.Length == 1
            || (constant.Shape is [_, 1, 1] or [1, _, 1, 1])
            || (constant.Shape is [_] && _network.UsersOf(name).All(user => user.Op == "BatchNormalization"));
        return isOfChannels ? [.. constant.Values.Select(value => (double)value)] : null;
    }

    private float? Number(string name) => _network.Constants.TryGetValue(name, out var constant) && constant.Values is [var number] ? number : null;

    private bool IsZeroToSix(OnnxNode clip)
        => clip.Inputs.Count == 3 ? Number(clip.Inputs[1]) == 0 && Number(clip.Inputs[2]) == 6 : clip.Inputs.Count == 1 && clip.Float("min", float.NaN) == 0 && clip.Float("max", float.NaN) == 6;

    private OnnxTensor Weights(OnnxNode convolution)
        => _network.Constants.TryGetValue(convolution.Inputs[1], out var weights) ? weights : throw new ModelBuildException($"The weights of {convolution.Output} are no constant.");

    /// <summary>An input that is left out has an empty name.</summary>
    private float[] Bias(OnnxNode convolution)
        => convolution.Inputs is not [_, _, { Length: > 0 } name] ? new float[OutputChannels(convolution)]
            : _network.Constants.TryGetValue(name, out var bias) ? bias.Values
            : throw new ModelBuildException($"The bias of {convolution.Output} is no constant.");

    /// <summary>Whether a value has so many channels already, and does not get them by what is done to it.</summary>
    private bool IsOfChannels(string name, int channels)
        => _network.ProducerOf(name) switch
        {
            { Op: "Conv" or "ConvTranspose" } convolution => OutputChannels(convolution) == channels,
            { Op: "BatchNormalization" or "Relu" or "HardSigmoid" or "Sigmoid" or "Clip" } same => IsOfChannels(same.Inputs[0], channels),
            { Op: "Mul" } gated => gated.Inputs.Exists(input => IsOfChannels(input, channels)),
            _ => false,
        };

    /// <summary>Weights are [outputs, inputs of a group, …] and for transposed convolutions [inputs, outputs of a group, …].</summary>
    private int OutputChannels(OnnxNode convolution)
        => convolution.Op == "Conv" ? Weights(convolution).Shape[0] : Weights(convolution).Shape[1] * (int)convolution.Integer("group", 1);

    private static int OutputChannel(OnnxNode convolution, IReadOnlyList<int> shape, int at)
    {
        var area = shape.Skip(2).Aggregate(1, (product, side) => product * side);
        var (first, second) = (at / area / shape[1], at / area % shape[1]);
        return convolution.Op == "Conv" ? first : (first / (shape[0] / (int)convolution.Integer("group", 1)) * shape[1]) + second;
    }

    private void SetWeights(OnnxNode convolution, IReadOnlyList<int> shape, Func<int, float, double> change)
        => convolution.Inputs[1] = _network.AddConstant(shape, [.. Weights(convolution).Values.Select((value, at) => (float)change(at, value))]);

    private void SetBias(OnnxNode convolution, float[] bias)
    {
        var name = _network.AddConstant([bias.Length], bias);
        if (convolution.Inputs.Count > 2)
        {
            convolution.Inputs[2] = name;
        }
        else
        {
            convolution.Inputs.Add(name);
        }
    }

    /// <summary>New nodes stand where the last of the old ones stood: there all that they need is known.</summary>
    private void Replace(IReadOnlyList<OnnxNode> old, params IEnumerable<OnnxNode> replacement)
    {
        var last = old.Max(_network.Nodes.IndexOf);
        _network.Nodes.InsertRange(last + 1, replacement);
        foreach (var node in old)
        {
            _network.Nodes.Remove(node);
        }
    }

    private void Rename(string old, string name)
    {
        foreach (var node in _network.Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                node.Inputs[i] = node.Inputs[i] == old ? name : node.Inputs[i];
            }
        }
    }
}

using Limner.ModelBuilder.Onnx;
using Limner.ModelBuilder.Tfjs;

namespace Limner.ModelBuilder.Translation;

/// <summary>
/// Plain and depthwise convolutions, with a fused bias and a fused ReLU. Weights change from [height, width, in, out] to
/// [out, in, height, width]; depthwise weights from [height, width, channels, multiplier] to [channels * multiplier, 1, height, width].
/// </summary>
internal static class Convolution
{
    public static FeatureMap Translate(TfjsNode node, FeatureMap input, TfjsTensor weights, TfjsTensor? bias, OnnxModel model)
    {
        if (node.Text("data_format") is not (null or "NHWC") || node.Integers("explicit_paddings").Count > 0)
        {
            throw node.Wrong("only NHWC with padding SAME or VALID is translated");
        }

        if (weights is not { Floats: { } values, Shape: [var height, var width, var inner, var outer] } || inner != input.Channels)
        {
            throw node.Wrong($"the weights {weights.Name} do not fit an input of {input.Channels} channels");
        }

        var depthwise = node.Op.Contains("Depthwise", StringComparison.Ordinal);
        var channels = depthwise ? inner * outer : outer;
        model.AddInitializer(weights.Name, [channels, depthwise ? 1 : inner, height, width], Rearrange(values, height * width, inner, outer, depthwise));

        List<string> inputs = [input.Name, weights.Name];
        if (bias is not null)
        {
            inputs.Add(bias.Name);
            model.AddInitializer(bias.Name, [channels], bias.Floats is { } offsets && offsets.Length == channels
                ? offsets
                : throw node.Wrong($"the bias {bias.Name} does not have {channels} values"));
        }

        var strides = Spatial(node, "strides");
        var dilations = Spatial(node, "dilations");
        var same = node.Text("padding") switch
        {
            "SAME" => true,
            "VALID" => false,
            var other => throw node.Wrong($"padding {other} is not translated"),
        };
        var activation = node.Texts("fused_ops") switch
        {
            [] or ["BiasAdd"] => null,
            ["BiasAdd", "Relu"] => "Relu",
            var fused => throw node.Wrong($"the fused operations {string.Join(", ", fused)} are not translated"),
        };

        var name = activation is null ? node.Name : node.Name + "/linear";
        model.AddNode(name, "Conv", inputs,
            new OnnxAttribute("auto_pad", same ? "SAME_UPPER" : "VALID"),
            new OnnxAttribute("dilations", dilations),
            new OnnxAttribute("group", depthwise ? (long)inner : 1L),
            new OnnxAttribute("kernel_shape", new long[] { height, width }),
            new OnnxAttribute("strides", strides));
        if (activation is not null)
        {
            model.AddNode(node.Name, activation, [name]);
        }

        return new FeatureMap(node.Name, channels,
            Extent(input.Height, height, strides[0], dilations[0], same),
            Extent(input.Width, width, strides[1], dilations[1], same));
    }

    /// <summary>From [cell, inner, outer] to [outer, inner, cell], or for depthwise weights to [inner * outer, cell].</summary>
    private static float[] Rearrange(float[] values, int cells, int inner, int outer, bool depthwise)
    {
        var result = new float[values.Length];
        for (var cell = 0; cell < cells; cell++)
        {
            for (var i = 0; i < inner; i++)
            {
                for (var o = 0; o < outer; o++)
                {
                    var row = depthwise ? i * outer + o : o * inner + i;
                    result[row * cells + cell] = values[(cell * inner + i) * outer + o];
                }
            }
        }

        return result;
    }

    private static long[] Spatial(TfjsNode node, string attribute) => node.Integers(attribute) switch
    {
        [1, > 0 and var vertical, > 0 and var horizontal, 1] => [vertical, horizontal],
        _ => throw node.Wrong($"{attribute} is not [1, vertical, horizontal, 1]"),
    };

    private static int Extent(int input, int kernel, long stride, long dilation, bool same)
    {
        var covered = same ? input : input - (int)dilation * (kernel - 1);
        return (covered + (int)stride - 1) / (int)stride;
    }
}

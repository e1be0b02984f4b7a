using System.Security.Cryptography;
using System.Text.Json;
using Limner.ModelBuilder;
using Limner.ModelBuilder.Folding;
using Limner.ModelBuilder.Onnx;
using Limner.Native.Onnx;
using Limner.Testing;

namespace Limner.Vision.Tests.ModelBuilder;

/// <summary>A folded network has fewer nodes and computes the same, edges of pictures included.</summary>
public sealed class NetworkFoldingTests
{
    private const int Channels = 4;
    private const int Side = 6;

    private readonly OnnxModel _model = new("test");
    private int _constants;

    public NetworkFoldingTests() => _model.AddInput("x", [1, Channels, Side, Side]);

    [Theory]
    [InlineData("ppocr-v4-det", "ch_PP-OCRv4_det_infer", 64, 96)]
    [InlineData("ppocr-v4-rec", "ch_PP-OCRv4_rec_infer", 48, 320)]
    [InlineData("ppocr-v2-cls", "ch_ppocr_mobile_v2.0_cls_infer", 48, 192)]
    public void The_networks_beside_the_program_are_those_of_the_package_folded(string id, string source, int height, int width)
    {
        var original = File.ReadAllBytes(Path.Combine(Repository.Root, "models", "node_modules", "@gutenye", "ocr-models", "assets", source + ".onnx"));
        var folded = NetworkFolding.Apply(original);
        var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", id + ".json"))).RootElement.GetProperty("files")[0];
        (folded.Length, Convert.ToHexStringLower(SHA256.HashData(folded))).ShouldBe((file.GetProperty("size").GetInt32(), file.GetProperty("sha256").GetString()));
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", id + ".onnx")).ShouldBe(folded);
        Difference(original, folded, 3, height, width).ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void Factors_addends_and_normalisation_after_a_convolution_are_in_its_weights()
    {
        Convolve("a", "x", outputs: 6, groups: 1, kernel: 3, pads: 1);
        Node("b", "BatchNormalization", ["a", Constant([6]), Constant([6]), Constant([6]), Constant([6], positive: true)]);
        Node("c", "Mul", [Constant([1]), "b"]);
        Node("d", "Add", ["c", Constant([1, 6, 1, 1])]);
        Folded("d", [1, 6, Side, Side]).ShouldBe(["Conv", "Add"], "what makes the output keeps its name");
    }

    [Fact]
    public void Weights_of_a_transposed_convolution_take_them_too()
    {
        Node("a", "ConvTranspose", ["x", Constant([Channels, 3, 2, 2]), Constant([6])], new OnnxAttribute("group", 2L), new OnnxAttribute("kernel_shape", new long[] { 2, 2 }), new OnnxAttribute("strides", new long[] { 2, 2 }));
        Node("b", "BatchNormalization", ["a", Constant([6]), Constant([6]), Constant([6]), Constant([6], positive: true)]);
        Node("y", "Relu", ["b"]);
        Folded("y", [1, 6, 2 * Side, 2 * Side]).ShouldBe(["ConvTranspose", "Relu"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Factors_and_addends_before_a_convolution_without_edges_are_in_its_weights(int groups)
    {
        Convolve("w", "x", outputs: Channels, groups: 1, kernel: 1, pads: 0);
        Node("a", "Relu", ["w"]);
        Node("b", "Mul", [Constant([1, Channels, 1, 1]), "a"]);
        Node("c", "Add", ["b", Constant([1])]);
        Convolve("d", "c", outputs: 6, groups, kernel: 1, pads: 0);
        Node("y", "Relu", ["d"]);
        Folded("y", [1, 6, Side, Side]).ShouldBe(["Conv", "Relu", "Conv", "Relu"]);
    }

    [Fact]
    public void An_addend_before_edges_of_zeros_stays_and_becomes_a_convolution_with_the_factor()
    {
        Node("a", "Relu", ["x"]);
        Node("b", "Mul", [Constant([1]), "a"]);
        Node("c", "Add", ["b", Constant([1])]);
        Convolve("d", "c", outputs: Channels, groups: Channels, kernel: 3, pads: 1);
        Node("y", "Relu", ["d"]);
        Folded("y", [1, Channels, Side, Side]).ShouldBe(["Relu", "Conv", "Conv", "Relu"]);
    }

    [Fact]
    public void Edges_may_be_asked_for_by_name()
    {
        Node("a", "Relu", ["x"]);
        Node("b", "Add", ["a", Constant([1])]);
        Node(
            "c", "Conv", ["b", Constant([6, Channels, 3, 3]), ""],
            new OnnxAttribute("kernel_shape", new long[] { 3, 3 }), new OnnxAttribute("auto_pad", "SAME_UPPER"));
        Node("y", "Mul", ["c", Constant([1])]);
        Node("z", "Relu", ["y"]);
        Folded("z", [1, 6, Side, Side]).ShouldBe(["Relu", "Conv", "Conv", "Relu"]);
    }

    [Fact]
    public void One_channel_that_becomes_several_is_left_as_it_is()
    {
        Convolve("a", "x", outputs: 1, groups: 1, kernel: 1, pads: 0);
        Node("b", "Relu", ["a"]);
        Node("c", "Mul", ["b", Constant([Channels, 1, 1])]);
        Convolve("y", "c", outputs: 6, groups: 1, kernel: 1, pads: 0);
        Folded("y", [1, 6, Side, Side]).ShouldBe(["Conv", "Relu", "Mul", "Conv"]);
    }

    [Fact]
    public void A_hard_swish_in_four_nodes_becomes_two()
    {
        _model.AddInitializer("zero", [], [0f]);
        _model.AddInitializer("three", [], [3f]);
        _model.AddInitializer("six", [], [6f]);
        Node("a", "Add", ["x", "three"]);
        Node("b", "Clip", ["a", "zero", "six"]);
        Node("c", "Mul", ["x", "b"]);
        Node("y", "Div", ["c", "six"]);
        Folded("y", [1, Channels, Side, Side]).ShouldBe(["HardSigmoid", "Mul"]);
    }

    [Fact]
    public void What_somebody_else_uses_as_well_is_left_as_it_is()
    {
        Convolve("a", "x", outputs: Channels, groups: 1, kernel: 1, pads: 0);
        Node("b", "Mul", ["a", Constant([1])]);
        Node("y", "Add", ["a", "b"]);
        Folded("y", [1, Channels, Side, Side]).ShouldBe(["Conv", "Mul", "Add"]);
    }

    [Fact]
    public void A_constant_along_the_rows_is_not_taken_for_one_of_channels()
    {
        Convolve("a", "x", outputs: Side, groups: 1, kernel: 1, pads: 0);
        Node("b", "Mul", ["a", Constant([Side])]);
        Node("y", "Relu", ["b"]);
        Folded("y", [1, Side, Side, Side]).ShouldBe(["Conv", "Mul", "Relu"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no model")]
    [InlineData("\u003a\u0010\u0001")]
    public void Another_file_is_refused(string content) => Should.Throw<ModelBuildException>(() => NetworkFolding.Apply(System.Text.Encoding.Latin1.GetBytes(content)));

    private string[] Folded(string output, int[] shape)
    {
        _model.AddOutput(output, shape);
        var original = _model.ToBytes();
        var folded = NetworkFolding.Apply(original);
        Difference(original, folded, Channels, Side, Side).ShouldBeLessThan(1e-5f);
        return [.. OnnxNetwork.Read(folded).Nodes.Select(node => node.Op)];
    }

    private void Node(string name, string op, IEnumerable<string> inputs, params IEnumerable<OnnxAttribute> attributes) => _model.AddNode(name, op, inputs, attributes);

    private void Convolve(string name, string input, int outputs, int groups, int kernel, int pads)
        => Node(
            name,
            "Conv",
            [input, Constant([outputs, Channels / groups, kernel, kernel]), Constant([outputs])],
            new OnnxAttribute("group", (long)groups),
            new OnnxAttribute("kernel_shape", new long[] { kernel, kernel }),
            new OnnxAttribute("pads", new long[] { pads, pads, pads, pads }));

    private string Constant(int[] shape, bool positive = false)
    {
        var name = $"constant_{++_constants}";
        _model.AddInitializer(name, shape, Numbers(shape.Aggregate(1, (product, size) => product * size), _constants, positive));
        return name;
    }

    private static float[] Numbers(int count, int seed, bool positive = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => positive ? 0.5f + random.NextSingle() : (2 * random.NextSingle()) - 1)];
    }

    private static float Difference(byte[] one, byte[] other, int channels, int height, int width)
    {
        var input = Numbers(channels * height * width, 1);
        var (first, second) = (Run(one, input, channels, height, width), Run(other, input, channels, height, width));
        second.Length.ShouldBe(first.Length);
        first.ShouldContain(value => value != 0);
        return first.Zip(second, (a, b) => MathF.Abs(a - b)).Max();
    }

    private static float[] Run(byte[] model, float[] input, int channels, int height, int width)
    {
        using var environment = new OrtEnvironment();
        using var session = new OrtSession(environment, model);
        using var value = OrtValue.FromMemory<float>(input, 1, channels, height, width);
        var outputs = session.Run([value]);
        try
        {
            return outputs[0].Data<float>().ToArray();
        }
        finally
        {
            Array.ForEach(outputs, output => output.Dispose());
        }
    }
}

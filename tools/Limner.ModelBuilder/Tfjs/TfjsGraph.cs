using System.Text.Json;

namespace Limner.ModelBuilder.Tfjs;

/// <summary>
/// A TensorFlow.js graph model: the nodes in an order in which every input precedes its use, and the constants by node name.
/// </summary>
public sealed class TfjsGraph
{
    private const long MaximumTopologyBytes = 16 << 20;
    private const int MaximumNodes = 20_000;

    private readonly Dictionary<string, TfjsNode> _nodes;
    private readonly Dictionary<string, TfjsTensor> _constants;

    private TfjsGraph(IReadOnlyList<TfjsNode> nodes, IReadOnlyList<TfjsTensor> constants)
    {
        Nodes = nodes;
        _nodes = nodes.ToDictionary(node => node.Name);
        _constants = constants.ToDictionary(constant => constant.Name);
    }

    public IReadOnlyList<TfjsNode> Nodes { get; }

    public TfjsTensor? Constant(string name) => _constants.GetValueOrDefault(name);

    /// <summary>Reads the JSON file and the weights that lie next to it.</summary>
    /// <exception cref="ModelBuildException">Missing, too large, or not a graph model of the kind that is read.</exception>
    public static TfjsGraph Read(string topologyPath)
    {
        var file = new FileInfo(topologyPath);
        if (!file.Exists)
        {
            throw new ModelBuildException($"{topologyPath} is not there; run: npm ci --ignore-scripts --prefix models");
        }

        if (file.Length > MaximumTopologyBytes)
        {
            throw new ModelBuildException($"{file.Name} is larger than {MaximumTopologyBytes} bytes.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(topologyPath));
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != "graph-model")
            {
                throw new ModelBuildException($"{file.Name} is not a TensorFlow.js graph model.");
            }

            var nodes = ReadNodes(root.GetProperty("modelTopology").GetProperty("node"));
            var constants = TfjsWeights.Read(root.GetProperty("weightsManifest"), file.DirectoryName!);
            return new TfjsGraph(nodes, constants);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelBuildException($"{file.Name} is not a TensorFlow.js graph model: {broken.Message}");
        }
    }

    /// <summary>The nodes that <paramref name="outputs"/> depend on, themselves included, in graph order.</summary>
    public IReadOnlyList<TfjsNode> Upstream(IReadOnlyCollection<string> outputs)
    {
        var needed = new HashSet<string>(outputs);
        foreach (var output in outputs.Where(output => !_nodes.ContainsKey(output)))
        {
            throw new ModelBuildException($"The graph has no node {output}.");
        }

        for (var i = Nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(Nodes[i].Name))
            {
                needed.UnionWith(Nodes[i].Inputs);
            }
        }

        return [.. Nodes.Where(node => needed.Contains(node.Name))];
    }

    private static List<TfjsNode> ReadNodes(JsonElement array)
    {
        if (array.GetArrayLength() > MaximumNodes)
        {
            throw new ModelBuildException($"The graph has more than {MaximumNodes} nodes.");
        }

        var nodes = new List<TfjsNode>(array.GetArrayLength());
        var known = new HashSet<string>();
        foreach (var element in array.EnumerateArray())
        {
            var inputs = element.TryGetProperty("input", out var list)
                ? list.EnumerateArray().Select(input => input.GetString() ?? "").ToArray()
                : [];
            var node = new TfjsNode(
                element.GetProperty("name").GetString() ?? "",
                element.GetProperty("op").GetString() ?? "",
                inputs,
                element.TryGetProperty("attr", out var attributes) ? attributes.Clone() : default);

            // "name:1" is the second output of a node; it only occurs in the part of the graph that is not translated.
            if (inputs.FirstOrDefault(input => !known.Contains(input.Split(':')[0])) is { } missing)
            {
                throw node.Wrong($"input {missing} does not precede it");
            }

            if (!known.Add(node.Name))
            {
                throw node.Wrong("the name occurs twice");
            }

            nodes.Add(node);
        }

        return nodes;
    }
}

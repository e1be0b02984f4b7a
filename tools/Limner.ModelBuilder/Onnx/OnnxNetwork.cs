namespace Limner.ModelBuilder.Onnx;

/// <summary>A model that was read, to be changed and written again. What is not nodes or float constants stays as it came; shapes noted for inner values are left out.</summary>
public sealed class OnnxNetwork
{
    // Field numbers of ModelProto and GraphProto.
    private const int VersionField = 1;
    private const int GraphField = 7;
    private const int NodeField = 1;
    private const int InitializerField = 5;
    private const int OutputField = 12;
    private const int InnerShapesField = 13;

    /// <summary>The first version whose constants need not be inputs as well.</summary>
    private const int LeastVersion = 4;

    private readonly List<WireField> _model = [];
    private readonly List<WireField> _graph = [];
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private int _version;
    private int _added;

    private OnnxNetwork()
    {
    }

    /// <summary>In an order in which they can be computed.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Float32 constants by name.</summary>
    public Dictionary<string, OnnxTensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <exception cref="ModelBuildException">The bytes are no ONNX model.</exception>
    public static OnnxNetwork Read(byte[] file)
    {
        var network = new OnnxNetwork();
        byte[]? graph = null;
        foreach (var field in WireField.Read(file))
        {
            switch (field.Number)
            {
                case GraphField:
                    graph = field.Bytes;
                    break;
                case VersionField:
                    network._version = (int)field.Integer;
                    break;
                default:
                    network._model.Add(field);
                    break;
            }
        }

        network.ReadGraph(graph ?? throw new ModelBuildException("Not an ONNX model: it has no graph."));
        return network;
    }

    public bool IsOutput(string name) => _outputs.Contains(name);

    public IEnumerable<OnnxNode> UsersOf(string name) => Nodes.Where(node => node.Inputs.Contains(name));

    /// <summary>The node that alone uses a value which is no output of the network; null where there are others or none.</summary>
    public OnnxNode? OnlyUserOf(string name) => !IsOutput(name) && UsersOf(name).Take(2).ToList() is [var user] ? user : null;

    public OnnxNode? ProducerOf(string name) => Nodes.Find(node => node.Outputs.Contains(name));

    public string AddConstant(IReadOnlyList<int> shape, float[] values)
    {
        var name = $"folded_{++_added}";
        Constants.Add(name, new OnnxTensor(shape, values));
        return name;
    }

    /// <summary>The same network, the same bytes: names, order and values alone decide.</summary>
    public byte[] ToBytes()
    {
        var used = Nodes.SelectMany(node => node.Inputs).Concat(_outputs).ToHashSet(StringComparer.Ordinal);
        var graph = new ProtobufWriter();
        Nodes.ForEach(node => graph.Message(NodeField, node.Write));
        _graph.ForEach(field => field.Write(graph));
        foreach (var (name, tensor) in Constants.Where(constant => used.Contains(constant.Key)))
        {
            graph.Message(InitializerField, message => tensor.Write(message, name));
        }

        var model = new ProtobufWriter();
        model.Integer(VersionField, Math.Max(_version, LeastVersion));
        _model.ForEach(field => field.Write(model));
        model.Bytes(GraphField, graph.Written);
        return model.Written.ToArray();
    }

    private void ReadGraph(byte[] graph)
    {
        foreach (var field in WireField.Read(graph))
        {
            switch (field.Number)
            {
                case NodeField:
                    Add(OnnxNode.Read(field.Bytes));
                    break;
                case InitializerField when OnnxTensor.Read(field.Bytes) is { } tensor:
                    Constants.Add(WireField.Read(field.Bytes).First(part => part.Number == 8).Text, tensor);
                    break;
                case OutputField:
                    _outputs.Add(WireField.Read(field.Bytes).First(part => part.Number == 1).Text);
                    _graph.Add(field);
                    break;
                case InnerShapesField:
                    break;
                default:
                    _graph.Add(field);
                    break;
            }
        }
    }

    private void Add(OnnxNode node)
    {
        if (node.Op == "Constant" && node.Tensor("value") is { } message && OnnxTensor.Read(message) is { } tensor)
        {
            Constants.Add(node.Output, tensor);
        }
        else
        {
            Nodes.Add(node);
        }
    }
}

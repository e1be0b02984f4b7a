using System.Buffers.Binary;

namespace Limner.ModelBuilder.Onnx;

/// <summary>
/// An ONNX model in the making, float32 throughout, opset 13. Written with no date, no tool version and in the order of the calls: the
/// same calls make the same file, byte for byte. Field numbers are those of onnx/onnx.proto (onnx/onnx, IR version 7).
/// </summary>
public sealed class OnnxModel(string name)
{
    private const int IrVersion = 7;
    private const int OpsetVersion = 13;
    private const int FloatElement = 1;

    private readonly ProtobufWriter _nodes = new();
    private readonly ProtobufWriter _initializers = new();
    private readonly ProtobufWriter _inputs = new();
    private readonly ProtobufWriter _outputs = new();
    private readonly HashSet<string> _initialized = [];

    public int NodeCount { get; private set; }

    /// <summary>Adds a node with one output, which takes the node's name.</summary>
    public void AddNode(string nodeName, string op, IEnumerable<string> inputs, params IEnumerable<OnnxAttribute> attributes)
    {
        NodeCount++;
        _nodes.Message(1, node =>
        {
            foreach (var input in inputs)
            {
                node.Text(1, input);
            }

            node.Text(2, nodeName);
            node.Text(3, nodeName);
            node.Text(4, op);
            foreach (var attribute in attributes)
            {
                node.Message(5, attribute.Write);
            }
        });
    }

    /// <summary>Adds a constant; a second one of the same name is taken to be the same.</summary>
    public void AddInitializer(string tensorName, IEnumerable<int> shape, ReadOnlySpan<float> values)
    {
        if (!_initialized.Add(tensorName))
        {
            return;
        }

        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        _initializers.Message(5, tensor =>
        {
            foreach (var dimension in shape)
            {
                tensor.Integer(1, dimension);
            }

            tensor.Integer(2, FloatElement);
            tensor.Text(8, tensorName);
            tensor.Bytes(9, raw);
        });
    }

    /// <summary>Adds a constant whose values lie in another file, from its beginning, as little-endian float32.</summary>
    /// <param name="location">Of that file, relative to the model's folder.</param>
    public void AddExternalInitializer(string tensorName, IEnumerable<int> shape, string location)
    {
        _initialized.Add(tensorName);
        _initializers.Message(5, tensor =>
        {
            foreach (var dimension in shape)
            {
                tensor.Integer(1, dimension);
            }

            tensor.Integer(2, FloatElement);
            tensor.Text(8, tensorName);
            tensor.Message(13, entry =>
            {
                entry.Text(1, "location");
                entry.Text(2, location);
            });
            tensor.Integer(14, 1); // EXTERNAL
        });
    }

    public void AddInput(string tensorName, IReadOnlyList<int> shape) => AddValue(_inputs, 11, tensorName, shape);

    public void AddOutput(string tensorName, IReadOnlyList<int> shape) => AddValue(_outputs, 12, tensorName, shape);

    public byte[] ToBytes()
    {
        var model = new ProtobufWriter();
        model.Integer(1, IrVersion);
        model.Text(2, "limner-modelbuilder");
        model.Message(8, opset => opset.Integer(2, OpsetVersion));

        var graph = new ProtobufWriter();
        graph.Text(2, name);
        byte[] content = [.. _nodes.Written, .. graph.Written, .. _initializers.Written, .. _inputs.Written, .. _outputs.Written];
        model.Bytes(7, content);
        return model.Written.ToArray();
    }

    private static void AddValue(ProtobufWriter section, int field, string tensorName, IReadOnlyList<int> shape)
        => section.Message(field, value =>
        {
            value.Text(1, tensorName);
            value.Message(2, type => type.Message(1, tensor =>
            {
                tensor.Integer(1, FloatElement);
                tensor.Message(2, dimensions =>
                {
                    foreach (var size in shape)
                    {
                        dimensions.Message(1, dimension => dimension.Integer(1, size));
                    }
                });
            }));
        });
}

namespace Limner.ModelBuilder.Onnx;

/// <summary>A node of a model that was read; attributes keep the bytes they came in.</summary>
public sealed class OnnxNode(string op, IEnumerable<string> inputs, IEnumerable<string> outputs)
{
    // Field numbers of NodeProto and AttributeProto in onnx/onnx.proto.
    private const int InputField = 1;
    private const int OutputField = 2;
    private const int NameField = 3;
    private const int OperatorField = 4;
    private const int AttributeField = 5;

    private readonly List<byte[]> _attributes = [];

    public string Op { get; private set; } = op;

    public List<string> Inputs { get; } = [.. inputs];

    public List<string> Outputs { get; } = [.. outputs];

    /// <summary>The first output; most nodes have no other.</summary>
    public string Output => Outputs[0];

    public static OnnxNode Read(byte[] message)
    {
        var node = new OnnxNode("", [], []);
        foreach (var field in WireField.Read(message))
        {
            switch (field.Number)
            {
                case InputField:
                    node.Inputs.Add(field.Text);
                    break;
                case OutputField:
                    node.Outputs.Add(field.Text);
                    break;
                case OperatorField:
                    node.Op = field.Text;
                    break;
                case AttributeField:
                    node._attributes.Add(field.Bytes);
                    break;
                default:
                    break; // the name, a domain, words for people
            }
        }

        return node;
    }

    public OnnxNode With(params IEnumerable<OnnxAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            var writer = new ProtobufWriter();
            attribute.Write(writer);
            _attributes.Add(writer.Written.ToArray());
        }

        return this;
    }

    /// <summary>The tensor of a <c>Constant</c>, or null where its value is of another kind.</summary>
    public byte[]? Tensor(string attribute) => Find(attribute, field: 5)?.Bytes;

    public float Float(string attribute, float otherwise) => Find(attribute, field: 2) is { } field ? BitConverter.UInt32BitsToSingle((uint)field.Integer) : otherwise;

    /// <summary>Null where the attribute is not there.</summary>
    public string? Text(string attribute) => Find(attribute, field: 4)?.Text;

    public long Integer(string attribute, long otherwise) => Find(attribute, field: 3)?.Integer ?? otherwise;

    /// <summary>Empty where the attribute is not there.</summary>
    public IReadOnlyList<long> Integers(string attribute)
        => [.. _attributes.Where(bytes => NameOf(bytes) == attribute).SelectMany(bytes => WireField.Read(bytes)).Where(field => field.Number == 8).SelectMany(field => field.Packed())];

    internal void Write(ProtobufWriter node)
    {
        Inputs.ForEach(input => node.Text(InputField, input));
        Outputs.ForEach(output => node.Text(OutputField, output));
        node.Text(NameField, Output);
        node.Text(OperatorField, Op);
        _attributes.ForEach(attribute => node.Bytes(AttributeField, attribute));
    }

    private WireField? Find(string attribute, int field)
        => _attributes.Where(bytes => NameOf(bytes) == attribute).SelectMany(bytes => WireField.Read(bytes)).Where(read => read.Number == field).Select(read => (WireField?)read).FirstOrDefault();

    private static string NameOf(byte[] attribute) => WireField.Read(attribute).First(field => field.Number == 1).Text;
}

using System.Text;

namespace Limner.Native.Tests.Onnx;

/// <summary>Writes the few messages of onnx.proto (field numbers from onnx/onnx, onnx/onnx.proto) that small models need.</summary>
internal static class TinyOnnx
{
    private const int Float = 1;
    private const int Int64 = 7;
    private const int Bool = 9;

    /// <summary>y = Relu(x) over float [n, 4].</summary>
    public static byte[] Relu() => Model(Graph(
        [Node("Relu", ["x"], ["y"])],
        inputs: [Tensor("x", Float, "n", 4)],
        outputs: [Tensor("y", Float, "n", 4)]));

    /// <summary>total = a + b over float [2], and twice = a + a.</summary>
    public static byte[] TwoOutputs() => Model(Graph(
        [Node("Add", ["a", "b"], ["total"]), Node("Add", ["a", "a"], ["twice"])],
        inputs: [Tensor("a", Float, 2), Tensor("b", Float, 2)],
        outputs: [Tensor("total", Float, 2), Tensor("twice", Float, 2)]));

    /// <summary>An operator no runtime knows.</summary>
    public static byte[] UnknownOperator() => Model(Graph(
        [Node("NoSuchOperator", ["x"], ["y"])], inputs: [Tensor("x", Float, 1)], outputs: [Tensor("y", Float, 1)]));

    /// <summary>y = x, by a loop of as many rounds as the first input says.</summary>
    public static byte[] Loop()
    {
        var body = Graph(
            [Node("Identity", ["keep"], ["keep_out"]), Node("Identity", ["v"], ["v_out"])],
            inputs: [Tensor("i", Int64), Tensor("keep", Bool), Tensor("v", Float, 1)],
            outputs: [Tensor("keep_out", Bool), Tensor("v_out", Float, 1)]);
        return Model(Graph(
            [Node("Loop", ["rounds", "keep", "x"], ["y"], Attribute("body", body))],
            inputs: [Tensor("rounds", Int64), Tensor("keep", Bool), Tensor("x", Float, 1)],
            outputs: [Tensor("y", Float, 1)]));
    }

    private static byte[] Model(byte[] graph) =>
        [.. Number(1, 8), .. Text(2, "limner-tests"), .. Bytes(7, graph), .. Bytes(8, [.. Text(1, ""), .. Number(2, 13)])];

    private static byte[] Graph(byte[][] nodes, byte[][] inputs, byte[][] outputs) =>
        [
            .. nodes.SelectMany(node => Bytes(1, node)),
            .. Text(2, "g"),
            .. inputs.SelectMany(input => Bytes(11, input)),
            .. outputs.SelectMany(output => Bytes(12, output)),
        ];

    private static byte[] Node(string type, string[] inputs, string[] outputs, params byte[][] attributes) =>
        [
            .. inputs.SelectMany(input => Text(1, input)),
            .. outputs.SelectMany(output => Text(2, output)),
            .. Text(4, type),
            .. attributes.SelectMany(attribute => Bytes(5, attribute)),
        ];

    private static byte[] Attribute(string name, byte[] graph)
    {
        const int graphType = 5;
        return [.. Text(1, name), .. Bytes(6, graph), .. Number(20, graphType)];
    }

    private static byte[] Tensor(string name, int elementType, params object[] shape)
    {
        var dimensions = shape.SelectMany(dimension =>
            Bytes(1, dimension is string symbol ? Text(2, symbol) : Number(1, Convert.ToInt64(dimension))));
        byte[] tensor = [.. Number(1, elementType), .. Bytes(2, [.. dimensions])];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7f; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}

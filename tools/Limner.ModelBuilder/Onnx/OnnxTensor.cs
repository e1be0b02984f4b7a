using System.Runtime.InteropServices;

namespace Limner.ModelBuilder.Onnx;

/// <summary>A constant of float32.</summary>
/// <param name="Shape">Sizes, none for a single number.</param>
public sealed record OnnxTensor(IReadOnlyList<int> Shape, float[] Values)
{
    // Field numbers of TensorProto.
    private const int FloatElement = 1;

    /// <summary>Null: its elements are not float32.</summary>
    internal static OnnxTensor? Read(byte[] message)
    {
        var (shape, values, isFloat) = (new List<int>(), new List<float>(), false);
        foreach (var field in WireField.Read(message))
        {
            switch (field.Number)
            {
                case 1:
                    shape.AddRange(field.Packed().Select(size => checked((int)size)));
                    break;
                case 2:
                    isFloat = field.Integer == FloatElement;
                    break;
                case 4 when field.Content is null:
                    values.Add(BitConverter.UInt32BitsToSingle((uint)field.Integer));
                    break;
                case 4 or 9:
                    values.AddRange(MemoryMarshal.Cast<byte, float>(field.Bytes));
                    break;
                default:
                    break;
            }
        }

        return isFloat ? new OnnxTensor(shape, [.. values]) : null;
    }

    internal void Write(ProtobufWriter tensor, string name)
    {
        foreach (var size in Shape)
        {
            tensor.Integer(1, size);
        }

        tensor.Integer(2, FloatElement);
        tensor.Text(8, name);
        tensor.Bytes(9, MemoryMarshal.AsBytes(Values.AsSpan()));
    }
}

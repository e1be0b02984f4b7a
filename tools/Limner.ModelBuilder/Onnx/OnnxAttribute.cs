namespace Limner.ModelBuilder.Onnx;

/// <summary>A node attribute: an integer, a list of integers, a float or a string.</summary>
public sealed record OnnxAttribute(string Name, object Value)
{
    // AttributeProto of onnx.proto: field numbers, and the values of its AttributeType.
    internal void Write(ProtobufWriter attribute)
    {
        attribute.Text(1, Name);
        switch (Value)
        {
            case float number:
                attribute.Float(2, number);
                attribute.Integer(20, 1);
                break;
            case long number:
                attribute.Integer(3, number);
                attribute.Integer(20, 2);
                break;
            case string text:
                attribute.Text(4, text);
                attribute.Integer(20, 3);
                break;
            case IEnumerable<long> numbers:
                foreach (var number in numbers)
                {
                    attribute.Integer(8, number);
                }

                attribute.Integer(20, 7);
                break;
            default:
                throw new InvalidOperationException($"Attribute {Name} has a value of type {Value.GetType()}.");
        }
    }
}

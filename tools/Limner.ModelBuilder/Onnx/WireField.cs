using System.Text;
using Google.Protobuf;

namespace Limner.ModelBuilder.Onnx;

/// <summary>A field of a protocol buffer message as it stands on the wire: https://protobuf.dev/programming-guides/encoding.</summary>
/// <param name="Integer">Of varints, and the bits of fields of fixed length.</param>
/// <param name="Content">Of fields with a length; null for others.</param>
internal readonly record struct WireField(int Number, long Integer, byte[]? Content)
{
    public byte[] Bytes => Content ?? [];

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <exception cref="ModelBuildException">The bytes are no message.</exception>
    public static List<WireField> Read(byte[] message)
    {
        var (fields, input) = (new List<WireField>(), new CodedInputStream(message));
        try
        {
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                var number = WireFormat.GetTagFieldNumber(tag);
                fields.Add(WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => new WireField(number, input.ReadInt64(), null),
                    WireFormat.WireType.Fixed32 => new WireField(number, input.ReadFixed32(), null),
                    WireFormat.WireType.Fixed64 => new WireField(number, (long)input.ReadFixed64(), null),
                    WireFormat.WireType.LengthDelimited => new WireField(number, 0, input.ReadBytes().ToByteArray()),
                    _ => throw new ModelBuildException($"Field {number} is of a kind that ONNX does not use."),
                });
            }
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw new ModelBuildException($"Not an ONNX model: {damage.Message}");
        }

        return fields;
    }

    /// <summary>Numbers of a repeated field, each by itself or all in one.</summary>
    public IEnumerable<long> Packed()
    {
        if (Content is null)
        {
            return [Integer];
        }

        var (numbers, input) = (new List<long>(), new CodedInputStream(Bytes));
        while (!input.IsAtEnd)
        {
            numbers.Add(input.ReadInt64());
        }

        return numbers;
    }

    /// <summary>Writes the field as it was.</summary>
    public void Write(ProtobufWriter message)
    {
        if (Content is not null)
        {
            message.Bytes(Number, Content);
        }
        else
        {
            message.Integer(Number, Integer);
        }
    }
}

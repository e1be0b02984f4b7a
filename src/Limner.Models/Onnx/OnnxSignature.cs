using System.Text;
using Limner.Native.Onnx;

namespace Limner.Models.Onnx;

/// <summary>What an ONNX file says it takes and yields, read without handing it to the runtime.</summary>
/// <param name="Inputs">Those that a caller gives: without weights, which old files list among their inputs too.</param>
/// <param name="Metadata">The texts that whoever made the file put into it.</param>
public sealed record OnnxSignature(IReadOnlyList<OnnxTensor> Inputs, IReadOnlyList<OnnxTensor> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads a few kilobytes of a file of any size.</summary>
    /// <param name="stream">Of known length, at its beginning.</param>
    /// <exception cref="InvalidDataException">Damaged, cut off, no ONNX model, or beyond the bounds of what is read.</exception>
    public static OnnxSignature Read(Stream stream) => new OnnxSignatureReader(stream).Read();
}

/// <summary>An input or output.</summary>
/// <param name="Shape">Outermost first, -1 where a dimension is open; null where the file does not say.</param>
public sealed record OnnxTensor(string Name, OrtElementType ElementType, IReadOnlyList<long>? Shape)
{
    public override string ToString() => $"{Name} [{(Shape is null ? "?" : string.Join(',', Shape))}] of {ElementType}";
}

/// <summary>
/// A walk over the protobuf messages of onnx.proto3 that lead to inputs, outputs and metadata; all else is passed over by seeking. Every length is held to what
/// encloses it, and numbers of fields and lengths of texts are bounded.
/// </summary>
internal sealed class OnnxSignatureReader(Stream stream)
{
    private const int MaximumFields = 4_000_000;
    private const int MaximumTensors = 1000;
    private const int MaximumMetadata = 200;
    private const int MaximumDimensions = 16;
    private const int LongestName = 1000;
    private const int LongestText = 1 << 16;

    private readonly List<OnnxTensor> _inputs = [];
    private readonly List<OnnxTensor> _outputs = [];
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private int _fields;

    public OnnxSignature Read()
    {
        var hasGraph = false;
        Walk(stream.Length, (field, end) =>
        {
            switch (field)
            {
                case 7:
                    hasGraph = true;
                    Graph(end);
                    break;
                case 14:
                    Entry(end);
                    break;
            }
        });
        return hasGraph ? new OnnxSignature(_inputs.FindAll(input => !_weights.Contains(input.Name)), _outputs, _metadata) : throw new InvalidDataException("it holds no graph");
    }

    private void Graph(long end) => Walk(end, (field, last) =>
    {
        switch (field)
        {
            case 5:
                Walk(last, (inner, innerEnd) =>
                {
                    if (inner == 8)
                    {
                        _weights.Add(Text(innerEnd, LongestName));
                    }
                });
                break;
            case 11:
                Add(_inputs, last);
                break;
            case 12:
                Add(_outputs, last);
                break;
        }
    });

    private void Add(List<OnnxTensor> tensors, long end)
    {
        // Old files list each weight among the inputs; names of weights are kept in any case, and no longer.
        if (tensors.Count >= Math.Max(MaximumTensors, _weights.Count + MaximumTensors))
        {
            throw new InvalidDataException($"it has more than {MaximumTensors} inputs or outputs");
        }

        var (name, type, shape) = ("", OrtElementType.Undefined, (List<long>?)null);
        Walk(end, (field, last) =>
        {
            if (field == 1)
            {
                name = Text(last, LongestName);
            }
            else if (field == 2)
            {
                Walk(last, (kind, kindEnd) =>
                {
                    if (kind == 1)
                    {
                        Walk(kindEnd, (part, partEnd) => shape = part == 2 ? Shape(partEnd) : shape, (part, value) => type = part == 1 ? (OrtElementType)value : type);
                    }
                });
            }
        });
        tensors.Add(new OnnxTensor(name, type, shape));
    }

    private List<long> Shape(long end)
    {
        var shape = new List<long>();
        Walk(end, (field, last) =>
        {
            var size = -1L;
            Walk(last, (_, _) => { }, (part, value) => size = part == 1 && value is > 0 and <= int.MaxValue ? (long)value : size);
            if (field == 1)
            {
                shape.Add(shape.Count < MaximumDimensions ? size : throw new InvalidDataException($"it has tensors of more than {MaximumDimensions} dimensions"));
            }
        });
        return shape;
    }

    private void Entry(long end)
    {
        var (key, value) = ("", "");
        Walk(end, (field, last) => (key, value) = field switch
        {
            1 => (Text(last, LongestName), value),
            2 => (key, Text(last, LongestText)),
            _ => (key, value),
        });
        _metadata[key] = _metadata.Count < MaximumMetadata ? value : throw new InvalidDataException($"it has more than {MaximumMetadata} texts about itself");
    }

    /// <summary>The fields of a message. What <paramref name="part"/> leaves of one is passed over.</summary>
    /// <param name="part">Of a field with a length: its number and where it ends.</param>
    /// <param name="number">Of a field that is a number: its number and value.</param>
    private void Walk(long end, Action<int, long> part, Action<int, ulong>? number = null)
    {
        while (stream.Position < end)
        {
            if (++_fields > MaximumFields)
            {
                throw new InvalidDataException($"it has more than {MaximumFields} fields");
            }

            var tag = Varint(end);
            var field = tag >> 3 is > 0 and < 1 << 29 and var known ? (int)known : throw new InvalidDataException("it has a field without a number");
            switch (tag & 7)
            {
                case 0:
                    var value = Varint(end);
                    number?.Invoke(field, value);
                    break;
                case 1:
                    Seek(8, end);
                    break;
                case 5:
                    Seek(4, end);
                    break;
                case 2:
                    var length = Varint(end);
                    var last = length <= (ulong)(end - stream.Position) ? stream.Position + (long)length : throw CutOff();
                    part(field, last);
                    stream.Position = last;
                    break;
                default:
                    throw new InvalidDataException("it has a field of a kind that ONNX does not use");
            }
        }
    }

    private ulong Varint(long end)
    {
        var result = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var read = stream.Position < end ? stream.ReadByte() : -1;
            if (read < 0)
            {
                throw CutOff();
            }

            result |= (ulong)(read & 0x7F) << shift;
            if (read < 0x80)
            {
                return result;
            }
        }

        throw new InvalidDataException("it has a number that does not end");
    }

    private string Text(long end, int longest)
    {
        var bytes = end - stream.Position <= longest ? new byte[end - stream.Position] : throw new InvalidDataException($"a text in it is longer than {longest} bytes");
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? Encoding.UTF8.GetString(bytes) : throw CutOff();
    }

    private void Seek(long length, long end)
    {
        if (length > end - stream.Position)
        {
            throw CutOff();
        }

        stream.Seek(length, SeekOrigin.Current);
    }

    private static InvalidDataException CutOff() => new("it is cut off");
}

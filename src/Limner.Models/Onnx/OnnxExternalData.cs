using System.Text;

namespace Limner.Models.Onnx;

/// <summary>
/// Which other files an ONNX file keeps weights in, found without handing it to the runtime: a walk over its protobuf messages (onnx.proto3: everywhere a
/// <c>TensorProto</c> can stand, sub-graphs, functions and training graphs too) that skips what it has no interest in by seeking, so that it reads a few
/// kilobytes of hundreds of megabytes. Protobuf's own readers have no public way to walk a file without generated classes, keep what they read in memory and end at 2 GiB.
/// Every length is held to what encloses it; depth, number of fields and lengths of texts are bounded.
/// </summary>
internal ref struct OnnxExternalData
{
    private const int MaximumDepth = 64;
    private const int MaximumFields = 16_000_000;
    private const int MaximumLocations = 500;
    private const int LongestText = 1000;

    private readonly Stream _stream;
    private readonly HashSet<string> _locations = new(StringComparer.Ordinal);
    private int _fields;
    private bool _hasGraph;

    private OnnxExternalData(Stream stream) => _stream = stream;

    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
        ExternalEntry,
    }

    /// <summary>The locations as they stand in the file, relative to its folder, each once.</summary>
    /// <param name="stream">Of known length, at its beginning.</param>
    /// <exception cref="InvalidDataException">Damaged, cut off, no ONNX model, or beyond the bounds.</exception>
    public static IReadOnlyList<string> Read(Stream stream)
    {
        var reader = new OnnxExternalData(stream);
        reader.Walk(Message.Model, stream.Length, depth: 0);
        return reader._hasGraph ? [.. reader._locations] : throw new InvalidDataException("it holds no graph");
    }

    private static Message Child(Message parent, int field) => (parent, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Tensor, 13) => Message.ExternalEntry,
        _ => Message.None,
    };

    private void Walk(Message message, long end, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new InvalidDataException($"its messages are nested more than {MaximumDepth} deep");
        }

        string key = "", value = "";
        while (_stream.Position < end)
        {
            if (++_fields > MaximumFields)
            {
                throw new InvalidDataException($"it has more than {MaximumFields} fields");
            }

            var tag = ReadVarint(end);
            var field = tag >> 3;
            if (field is 0 or > (1 << 29) - 1)
            {
                throw new InvalidDataException("it has a field without a number");
            }

            switch (tag & 7)
            {
                case 0:
                    ReadVarint(end);
                    break;
                case 1:
                    Skip(8, end);
                    break;
                case 5:
                    Skip(4, end);
                    break;
                case 2:
                    var length = (long)ReadVarint(end);
                    var last = length >= 0 && length <= end - _stream.Position ? _stream.Position + length : throw CutOff();
                    if (message == Message.ExternalEntry && field is 1 or 2)
                    {
                        var text = ReadText(length);
                        (key, value) = field == 1 ? (text, value) : (key, text);
                    }
                    else if (Child(message, (int)field) is var child and not Message.None)
                    {
                        _hasGraph |= child == Message.Graph && message == Message.Model;
                        Walk(child, last, depth + 1);
                    }
                    else
                    {
                        Skip(length, end);
                    }

                    break;
                default:
                    throw new InvalidDataException("it has a field of a kind that ONNX does not use");
            }
        }

        if (key == "location" && _locations.Add(value) && _locations.Count > MaximumLocations)
        {
            throw new InvalidDataException($"it keeps weights in more than {MaximumLocations} files");
        }
    }

    private readonly ulong ReadVarint(long end)
    {
        var result = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var read = _stream.Position < end ? _stream.ReadByte() : -1;
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

    private readonly string ReadText(long length)
    {
        if (length > LongestText)
        {
            throw new InvalidDataException($"a reference to another file is longer than {LongestText} bytes");
        }

        Span<byte> bytes = stackalloc byte[(int)length];
        return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? Encoding.UTF8.GetString(bytes) : throw CutOff();
    }

    private readonly void Skip(long length, long end)
    {
        if (length > end - _stream.Position)
        {
            throw CutOff();
        }

        _stream.Seek(length, SeekOrigin.Current);
    }

    private static InvalidDataException CutOff() => new("it is cut off");
}

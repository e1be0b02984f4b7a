using System.Buffers.Binary;
using System.Text.Json;

namespace Limner.ModelBuilder.Tfjs;

/// <summary>
/// Reads the weights of a graph model: one binary file holding the tensors of the manifest one after the other, little-endian, float32
/// stored as float16 or as itself, int32 as itself.
/// </summary>
internal static class TfjsWeights
{
    private const long MaximumBytes = 512 << 20;

    public static IReadOnlyList<TfjsTensor> Read(JsonElement manifest, string directory)
    {
        if (manifest.GetArrayLength() != 1 || manifest[0].GetProperty("paths").GetArrayLength() != 1)
        {
            throw new ModelBuildException("Only models with one weights file are read.");
        }

        var bytes = ReadFile(directory, manifest[0].GetProperty("paths")[0].GetString() ?? "");
        var tensors = new List<TfjsTensor>();
        var offset = 0;
        foreach (var weight in manifest[0].GetProperty("weights").EnumerateArray())
        {
            tensors.Add(ReadTensor(weight, bytes, ref offset));
        }

        return offset == bytes.Length
            ? tensors
            : throw new ModelBuildException($"The weights file has {bytes.Length} bytes, the manifest describes {offset}.");
    }

    private static byte[] ReadFile(string directory, string name)
    {
        // The name comes from the file that is read: it must not lead elsewhere.
        if (name.Length == 0 || Path.GetFileName(name) != name)
        {
            throw new ModelBuildException($"The weights file '{name}' is not a plain file name.");
        }

        var file = new FileInfo(Path.Combine(directory, name));
        if (!file.Exists || file.Length > MaximumBytes)
        {
            throw new ModelBuildException($"{name} is {(file.Exists ? "too large" : "not there")}.");
        }

        return File.ReadAllBytes(file.FullName);
    }

    private static TfjsTensor ReadTensor(JsonElement weight, ReadOnlySpan<byte> bytes, ref int offset)
    {
        var name = weight.GetProperty("name").GetString() ?? "";
        var type = weight.GetProperty("dtype").GetString();
        var stored = weight.TryGetProperty("quantization", out var quantization) ? quantization.GetProperty("dtype").GetString() : type;
        int[] shape = [.. weight.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())];

        var size = stored == "float16" ? sizeof(ushort) : sizeof(float);
        var length = (long)size;
        foreach (var dimension in shape)
        {
            length = dimension > 0 && length <= MaximumBytes
                ? length * dimension
                : throw new ModelBuildException($"Weight {name} has a dimension that is not possible.");
        }

        if (length > bytes.Length - offset)
        {
            throw new ModelBuildException($"Weight {name} reaches past the end of the weights file.");
        }

        var content = bytes.Slice(offset, (int)length);
        offset += (int)length;
        return (type, stored) switch
        {
            ("float32", "float16") => new TfjsTensor(name, shape, Floats(name, content, size, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b)), null),
            ("float32", "float32") => new TfjsTensor(name, shape, Floats(name, content, size, BinaryPrimitives.ReadSingleLittleEndian), null),
            ("int32", "int32") => new TfjsTensor(name, shape, null, Integers(content)),
            _ => throw new ModelBuildException($"Weight {name} is {type} stored as {stored}, which is not read."),
        };
    }

    private static float[] Floats(string name, ReadOnlySpan<byte> content, int size, ReadFloat read)
    {
        var values = new float[content.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(content[(i * size)..]);
            if (!float.IsFinite(values[i]))
            {
                throw new ModelBuildException($"Weight {name} holds a value that is not finite.");
            }
        }

        return values;
    }

    private static int[] Integers(ReadOnlySpan<byte> content)
    {
        var values = new int[content.Length / sizeof(int)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(content[(i * sizeof(int))..]);
        }

        return values;
    }

    private delegate float ReadFloat(ReadOnlySpan<byte> source);
}

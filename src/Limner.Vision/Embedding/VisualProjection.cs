using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Limner.Vision.Embedding;

/// <summary>
/// From the pooled map to the space in which pictures are compared: the centre of photographs is taken away and what is left is turned to its principal
/// directions, each scaled so that the few strong ones (light, sharpness) do not drown the others. Without that, the cosines of any two pictures lie near
/// 0.9. Made by tools/training/visual_space.py; the file is two int32 (inputs, outputs) and float32: the centre, then one row an output, all little-endian.
/// </summary>
internal sealed class VisualProjection
{
    private readonly float[] _centre;
    private readonly float[] _rows;

    private VisualProjection(byte[] file)
    {
        Inputs = BinaryPrimitives.ReadInt32LittleEndian(file);
        Outputs = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(sizeof(int)));
        var numbers = MemoryMarshal.Cast<byte, float>(file.AsSpan(2 * sizeof(int)));
        if (numbers.Length != Inputs * (Outputs + 1))
        {
            throw new InvalidOperationException("The file of the visual space is cut off.");
        }

        (_centre, _rows) = (numbers[..Inputs].ToArray(), numbers[Inputs..].ToArray());
        Digest = Convert.ToHexStringLower(SHA256.HashData(file))[..8];
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Of the file: another one makes other vectors.</summary>
    public string Digest { get; }

    /// <summary>The one that comes with the program.</summary>
    public static VisualProjection Load()
    {
        using var stream = typeof(VisualProjection).Assembly.GetManifestResourceStream("visual-space.bin") ?? throw new InvalidOperationException("The visual space is not in the program.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new VisualProjection(file);
    }

    /// <summary>The projected vector, at whatever length it comes out.</summary>
    public float[] Apply(ReadOnlySpan<float> pooled)
    {
        var centred = new float[Inputs];
        TensorPrimitives.Subtract(pooled, _centre, centred);
        var projected = new float[Outputs];
        for (var i = 0; i < Outputs; i++)
        {
            projected[i] = TensorPrimitives.Dot(_rows.AsSpan(i * Inputs, Inputs), centred);
        }

        return projected;
    }
}

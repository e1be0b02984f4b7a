using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Limner.Kernel.Errors;

namespace Limner.Search.Vectors;

/// <summary>Vectors are compared by direction: they are brought to length one before anything else is done with them.</summary>
internal static class UnitVector
{
    /// <summary>The same direction at length 1.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Embedding"/>, saying what is wrong with the vector.</exception>
    public static float[] Of(ReadOnlySpan<float> vector, int dimensions)
    {
        if (vector.Length != dimensions)
        {
            throw Refused($"The vector has {vector.Length} dimensions, the others of its model have {dimensions}.");
        }

        // In double precision: the squares of large but finite elements would overflow a float.
        var squares = 0.0;
        foreach (var element in vector)
        {
            if (!float.IsFinite(element))
            {
                throw Refused("An element of the vector is no finite number.");
            }

            squares += (double)element * element;
        }

        if (squares < 1e-24)
        {
            throw Refused("The vector is zero: it points nowhere.");
        }

        var length = Math.Sqrt(squares);
        var unit = new float[dimensions];
        for (var i = 0; i < unit.Length; i++)
        {
            unit[i] = (float)(vector[i] / length);
        }

        return unit;
    }

    /// <summary>As stored: little-endian float32, as all processors this runs on have them in memory.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> unit) => MemoryMarshal.AsBytes(unit).ToArray();

    public static float[] FromBytes(ReadOnlySpan<byte> stored) => MemoryMarshal.Cast<byte, float>(stored).ToArray();

    /// <summary>The cosine with a stored vector; both have length 1.</summary>
    public static double Cosine(ReadOnlySpan<float> unit, ReadOnlySpan<byte> stored)
        => Math.Clamp(TensorPrimitives.Dot(unit, MemoryMarshal.Cast<byte, float>(stored)), -1, 1);

    private static LimnerException Refused(string detail) => new(ErrorCatalogue.Embedding, detail);
}

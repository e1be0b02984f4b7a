using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Limner.Search.Vectors;

/// <summary>
/// Vectors in a byte an element with one scale for all of them: element = code x scale, codes -127 to 127. A quarter of the memory of float32, and
/// four times as many in a cache line; the order they give is made exact afterwards, from the float32 vectors.
/// </summary>
internal static class Int8Codes
{
    private const int Largest = 127;

    /// <summary>Codes are padded with zeros to a whole number of these, so that kernels have no remainder.</summary>
    public const int Block = 32;

    public static int PaddedLength(int dimensions) => (dimensions + Block - 1) / Block * Block;

    /// <summary>Writes the codes of a vector and returns their scale.</summary>
    /// <param name="codes">Of <see cref="PaddedLength"/> elements.</param>
    public static float Encode(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var largest = 0f;
        foreach (var element in vector)
        {
            largest = Math.Max(largest, Math.Abs(element));
        }

        codes.Clear();
        if (largest == 0)
        {
            return 0;
        }

        var scale = largest / Largest;
        for (var i = 0; i < vector.Length; i++)
        {
            codes[i] = (sbyte)MathF.Round(vector[i] / scale);
        }

        return scale;
    }

    /// <summary>A vector's codes as 16-bit numbers: a query is widened once and not again for each vector it is compared with.</summary>
    public static short[] Widen(ReadOnlySpan<sbyte> codes)
    {
        var wide = new short[codes.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = codes[i];
        }

        return wide;
    }

    /// <summary>The sum of the products, exactly: 4,096 products of at most 127 x 127 fit 32 bits.</summary>
    /// <param name="codes">As many as <paramref name="query"/> has elements, a multiple of <see cref="Block"/>.</param>
    /// <param name="query">See <see cref="Widen"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref sbyte codes, ref short query, int length)
    {
        if (Avx512BW.IsSupported)
        {
            var (even, odd) = (Vector512<int>.Zero, Vector512<int>.Zero);
            nuint i = 0;
            for (; i + 64 <= (nuint)length; i += 64)
            {
                even += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes, i)), Vector512.LoadUnsafe(ref query, i));
                odd += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes, i + 32)), Vector512.LoadUnsafe(ref query, i + 32));
            }

            if (i < (nuint)length)
            {
                even += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes, i)), Vector512.LoadUnsafe(ref query, i));
            }

            return Vector512.Sum(even + odd);
        }

        if (Avx2.IsSupported)
        {
            var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (nuint i = 0; i < (nuint)length; i += 32)
            {
                even += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref codes, i)), Vector256.LoadUnsafe(ref query, i));
                odd += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref codes, i + 16)), Vector256.LoadUnsafe(ref query, i + 16));
            }

            return Vector256.Sum(even + odd);
        }

        return DotAnywhere(ref codes, ref query, length);
    }

    /// <summary>What other processors run: 128 bits at a time, in whatever instructions they have for it.</summary>
    internal static int DotAnywhere(ref sbyte codes, ref short query, int length)
    {
        var sums = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += 16)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref codes, i));

            // A product of two codes fits 16 bits (127 x 127), the sum of two of them as well.
            var products = lower * Vector128.LoadUnsafe(ref query, i) + upper * Vector128.LoadUnsafe(ref query, i + 8);
            var (low, high) = Vector128.Widen(products);
            sums += low + high;
        }

        return Vector128.Sum(sums);
    }
}

using System.Numerics;

namespace Limner.Imaging.Derivation;

/// <summary>
/// The DCT hash: 64 low frequencies of the luminance, each as one bit, above the median or not. Source: C. Zauner, "Implementation and
/// Benchmarking of Perceptual Image Hash Functions" (2010), 3.2.1; where it filters with a mean and then samples, this averages areas, to the same end.
/// </summary>
internal static class PerceptualHasher
{
    /// <summary>Side of the square the hash is taken from.</summary>
    public const int Side = 32;

    private const int Frequencies = 8;

    private static readonly double[] Cosines = BuildCosines();

    /// <param name="rgb">32 x 32 pixels, row-major, three channels, 0 to 255.</param>
    public static ulong Hash(ReadOnlySpan<float> rgb)
    {
        Span<double> luminance = stackalloc double[Side * Side];
        for (var i = 0; i < luminance.Length; i++)
        {
            luminance[i] = (0.299 * rgb[i * 3]) + (0.587 * rgb[(i * 3) + 1]) + (0.114 * rgb[(i * 3) + 2]);
        }

        Span<double> rows = stackalloc double[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                double sum = 0;
                for (var x = 0; x < Side; x++)
                {
                    sum += luminance[(y * Side) + x] * Cosines[(u * Side) + x];
                }

                rows[(y * Frequencies) + u] = sum;
            }
        }

        Span<double> spectrum = stackalloc double[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                double sum = 0;
                for (var y = 0; y < Side; y++)
                {
                    sum += rows[(y * Frequencies) + u] * Cosines[(v * Side) + y];
                }

                spectrum[(v * Frequencies) + u] = sum;
            }
        }

        Span<double> sorted = stackalloc double[spectrum.Length];
        spectrum.CopyTo(sorted);
        sorted.Sort();
        var median = (sorted[31] + sorted[32]) / 2;
        ulong hash = 0;
        for (var i = 0; i < spectrum.Length; i++)
        {
            if (spectrum[i] > median)
            {
                hash |= 1UL << i;
            }
        }

        return hash;
    }

    /// <summary>In how many of 64 places two hashes differ; up to some 10, the pictures look alike.</summary>
    public static int Distance(ulong first, ulong second) => BitOperations.PopCount(first ^ second);

    /// <summary>Frequencies 1 to 8: the zeroth is brightness, which says nothing of what is seen.</summary>
    private static double[] BuildCosines()
    {
        var cosines = new double[Frequencies * Side];
        for (var u = 0; u < Frequencies; u++)
        {
            for (var x = 0; x < Side; x++)
            {
                cosines[(u * Side) + x] = Math.Cos(Math.PI / Side * (u + 1) * (x + 0.5));
            }
        }

        return cosines;
    }
}

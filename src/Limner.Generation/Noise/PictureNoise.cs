namespace Limner.Generation.Noise;

/// <summary>
/// All the chance of one picture. Each draw is a stream of its own, so nothing depends on the order of draws, on other pictures of a batch or on how often an earlier
/// one drew. Numbers are those of <see cref="Philox"/> for the counter (block, 0, stream, 0), turned into standard normal ones by Box and Muller in double precision:
/// words w1 and w2 give sqrt(-2 ln u1) cos(2 pi u2) and the same with sin, u = (w + 1/2) / 2^32. The largest is 6.7.
/// </summary>
/// <param name="seed">Any; negative ones count as their two's complement.</param>
internal readonly struct PictureNoise(long seed)
{
    /// <summary>The latents that sampling starts from.</summary>
    public const uint Start = 0;

    /// <summary>Drawn once to place a given picture in the space of latents.</summary>
    public const uint Encoding = 1;

    /// <summary>As <see cref="Encoding"/>, for the part of a picture that is kept beside a mask.</summary>
    public const uint MaskedEncoding = 2;

    private const uint FirstStep = 16;

    /// <summary>The stream of a step of sampling that draws.</summary>
    /// <param name="step">0 or more, counted from the first that is taken.</param>
    public static uint Step(int step) => FirstStep + (uint)step;

    /// <summary>Fills with standard normal numbers; the first n of a stream are the same however many are asked for.</summary>
    public void Fill(uint stream, Span<float> numbers)
    {
        Span<uint> words = stackalloc uint[4];
        for (var i = 0; i < numbers.Length; i += 4)
        {
            (words[0], words[1], words[2], words[3]) = ((uint)(i / 4), 0, stream, 0);
            Philox.Generate(words, unchecked((ulong)seed));
            for (var pair = 0; pair < 4 && i + pair < numbers.Length; pair += 2)
            {
                var radius = Math.Sqrt(-2 * Math.Log(Uniform(words[pair])));
                var (sin, cos) = Math.SinCos(2 * Math.PI * Uniform(words[pair + 1]));
                numbers[i + pair] = (float)(radius * cos);
                if (i + pair + 1 < numbers.Length)
                {
                    numbers[i + pair + 1] = (float)(radius * sin);
                }
            }
        }
    }

    private static double Uniform(uint word) => (word + 0.5) / 4294967296.0;
}

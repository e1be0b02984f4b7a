namespace Limner.Generation.Noise;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): four words for a counter and a key, the same on every
/// machine and in any order.
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;

    /// <param name="counter">Four words; replaced by the result.</param>
    /// <param name="key">The seed; its low half is the first word of the key.</param>
    public static void Generate(Span<uint> counter, ulong key)
    {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3]);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)c0 * 0xD2511F53;
            var second = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        (counter[0], counter[1], counter[2], counter[3]) = (c0, c1, c2, c3);
    }
}

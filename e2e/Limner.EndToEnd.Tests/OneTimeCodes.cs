using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Limner.EndToEnd.Tests;

/// <summary>The authenticator app of the tests: codes of RFC 6238 with SHA-1, six digits and steps of thirty seconds.</summary>
internal static class OneTimeCodes
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="secret">In Base32, as the page shows it; spaces do not matter.</param>
    /// <param name="stepsAhead">Which code, counted from the present one: the server takes those right beside it too, each once.</param>
    public static string Compute(string secret, int stepsAhead = 0)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + stepsAhead);
        var hash = HMACSHA1.HashData(Decode(secret), counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return $"{number % 1_000_000:D6}";
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in text.Where(letter => letter is not (' ' or '=')))
        {
            bits = (bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal);
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}

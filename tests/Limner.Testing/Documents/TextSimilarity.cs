using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Limner.Testing.Documents;

/// <summary>How much of two texts is the same, in the same order.</summary>
public static class TextSimilarity
{
    /// <summary>2 · LCS / (|a| + |b|) over characters, 0..1: the longest common subsequence, white space as single spaces, after <see cref="Normalise"/>. Two empty texts are the same.</summary>
    public static double Of(string a, string b)
    {
        var (one, other) = (Normalise(a), Normalise(b));
        return one.Length + other.Length == 0 ? 1 : 2.0 * CommonLength(one, other) / (one.Length + other.Length);
    }

    /// <summary>
    /// Latin ligatures as their letters, typographic quotes and dashes as typed ones, soft hyphens and bullets (which are often drawn) out, white space as single spaces: what two right readings may differ in.
    /// </summary>
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        var space = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                space = result.Length > 0;
                continue;
            }

            if (c is '\u00AD' or '\u200B' or '•' or '◦' or '▪' or '●' or '○' or '■')
            {
                continue;
            }

            if (space)
            {
                result.Append(' ');
                space = false;
            }

            // By hand: without ICU, as Limner runs, string.Normalize leaves all as it is.
            _ = c switch
            {
                '\uFB00' => result.Append("ff"),
                '\uFB01' => result.Append("fi"),
                '\uFB02' => result.Append("fl"),
                '\uFB03' => result.Append("ffi"),
                '\uFB04' => result.Append("ffl"),
                '\u2018' or '\u2019' => result.Append('\''),
                '\u201C' or '\u201D' => result.Append('"'),
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => result.Append('-'),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    /// <summary>The length of the longest common subsequence, bit-parallel (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004): |a| · |b| / 64 steps.</summary>
    public static int CommonLength(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return 0;
        }

        var words = (a.Length + 63) / 64;
        var places = new Dictionary<char, ulong[]>();
        for (var i = 0; i < a.Length; i++)
        {
            ref var bits = ref CollectionsMarshal.GetValueRefOrAddDefault(places, a[i], out _);
            bits ??= new ulong[words];
            bits[i / 64] |= 1UL << (i % 64);
        }

        // A zero bit marks a position of a at which a longer common subsequence ends.
        var row = new ulong[words];
        Array.Fill(row, ulong.MaxValue);
        foreach (var c in b)
        {
            if (!places.TryGetValue(c, out var bits))
            {
                continue;
            }

            var carry = 0UL;
            for (var w = 0; w < words; w++)
            {
                var both = row[w] & bits[w];
                var sum = (UInt128)row[w] + both + carry;
                carry = (ulong)(sum >> 64);
                row[w] = (ulong)sum | (row[w] & ~bits[w]);
            }
        }

        var ones = 0;
        for (var w = 0; w < words; w++)
        {
            var used = w == words - 1 && a.Length % 64 != 0 ? (1UL << (a.Length % 64)) - 1 : ulong.MaxValue;
            ones += BitOperations.PopCount(row[w] & used);
        }

        return a.Length - ones;
    }
}

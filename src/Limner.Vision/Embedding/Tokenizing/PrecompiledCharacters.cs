using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// SentencePiece's normalization rules, compiled into a double-array trie from byte sequences to what replaces them (<c>precompiled_charsmap</c>:
/// length of the trie in bytes, the trie in 32-bit units, the replacements ended by zeros). Units are laid out as in Yata's darts-clone.
/// </summary>
internal sealed class PrecompiledCharacters
{
    // Longer sequences have no rule; what is shorter may be a letter with its marks.
    private const int MaxClusterBytes = 6;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <exception cref="FormatException">It is not such a table.</exception>
    public PrecompiledCharacters(ReadOnlySpan<byte> table)
    {
        if (table.Length < 8 || BinaryPrimitives.ReadUInt32LittleEndian(table) is not (var length and > 0) || length % 4 != 0 || length > table.Length - 4)
        {
            throw new FormatException("precompiled_charsmap is cut off.");
        }

        _units = new uint[length / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 + (4 * i))..]);
        }

        _replacements = table[(4 + (int)length)..].ToArray();
    }

    public string Normalize(string text)
    {
        var normalized = new StringBuilder(text.Length);
        for (var clusters = StringInfo.GetTextElementEnumerator(text); clusters.MoveNext();)
        {
            var cluster = clusters.GetTextElement();
            if (Encoding.UTF8.GetByteCount(cluster) < MaxClusterBytes && Find(cluster) is { } whole)
            {
                normalized.Append(whole);
                continue;
            }

            foreach (var rune in cluster.EnumerateRunes())
            {
                var character = rune.ToString();
                normalized.Append(Find(character) ?? character);
            }
        }

        return normalized.ToString();
    }

    /// <summary>What replaces the shortest beginning of the text that has a rule; null: nothing does.</summary>
    private string? Find(string text)
    {
        var at = Offset(_units[0]);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            at ^= value;
            if (value == 0 || at >= _units.Length)
            {
                return null;
            }

            var unit = _units[at];
            if ((unit & 0x800000FF) != value)
            {
                return null;
            }

            at ^= Offset(unit);
            if (((unit >> 8) & 1) == 1)
            {
                return at < _units.Length ? Replacement((int)(_units[at] & 0x7FFFFFFF)) : null;
            }
        }

        return null;
    }

    private string? Replacement(int start)
    {
        if (start >= _replacements.Length)
        {
            return null;
        }

        var rest = _replacements.AsSpan(start);
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);
}

using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Limner.Kernel.Text;

/// <summary>
/// Brings words that a person takes for the same to the same spelling: compatibility forms (full width, ligatures) as in NFKC, case
/// folded, diacritics set aside, composed. Made from a table of our own (<c>tools/unicode/make_folding.py</c>): the server runs without
/// ICU, where <see cref="string.Normalize()"/> leaves all but ASCII untouched, and what is stored in an index must not depend on
/// the machine.
/// </summary>
public static class TextFolding
{
    private const string Resource = "Limner.Kernel.Text.folding.txt";
    private static readonly Lazy<Tables> Loaded = new(Tables.Load);

    /// <summary>
    /// The folded text. Folding what is folded already changes nothing. Unpaired surrogates become U+FFFD. Hangul jamo and kana with a
    /// separate voicing mark (file names written by macOS) are composed; vowel signs of Indic and Thai scripts stay.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var tables = Loaded.Value;
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                folded.Append(char.ToLowerInvariant((char)rune.Value));
            }
            else if (tables.Replacements.TryGetValue(rune.Value, out var replacement))
            {
                foreach (var part in replacement.EnumerateRunes())
                {
                    Append(folded, part, tables);
                }
            }
            else
            {
                Append(folded, rune, tables);
            }
        }

        return folded.ToString();
    }

    private static void Append(StringBuilder text, Rune rune, Tables tables)
    {
        if (text.Length > 0 && rune.IsBmp && TryCompose(text[^1], (char)rune.Value, tables, out var composed))
        {
            text[^1] = composed;
            return;
        }

        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
    }

    /// <summary>Hangul by the arithmetic of the Unicode standard, section 3.12; kana by table.</summary>
    private static bool TryCompose(char first, char second, Tables tables, out char composed)
    {
        const int syllables = 0xAC00, leads = 0x1100, vowels = 0x1161, trails = 0x11A7, vowelCount = 21, trailCount = 28;
        if (first is >= (char)leads and < (char)(leads + 19) && second is >= (char)vowels and < (char)(vowels + vowelCount))
        {
            composed = (char)(syllables + ((((first - leads) * vowelCount) + (second - vowels)) * trailCount));
            return true;
        }

        if (first is >= (char)syllables and <= '\uD7A3' && (first - syllables) % trailCount == 0 && second is > (char)trails and < (char)(trails + trailCount))
        {
            composed = (char)(first + (second - trails));
            return true;
        }

        return tables.Compositions.TryGetValue((first, second), out composed);
    }

    private sealed record Tables(FrozenDictionary<int, string> Replacements, FrozenDictionary<(char First, char Second), char> Compositions)
    {
        public static Tables Load()
        {
            using var stream = typeof(TextFolding).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"The resource {Resource} is not in the assembly.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var replacements = new Dictionary<int, string>(8192);
            var compositions = new Dictionary<(char, char), char>(64);
            var isComposition = false;
            while (reader.ReadLine() is { } line)
            {
                if (line is "-")
                {
                    isComposition = true;
                }
                else if (isComposition)
                {
                    compositions.Add((line[0], line[1]), line[2]);
                }
                else if (line[0] != '#')
                {
                    var space = line.IndexOf(' ');
                    var code = space < 0 ? line : line[..space];
                    replacements.Add(int.Parse(code, NumberStyles.AllowHexSpecifier), space < 0 ? "" : line[(space + 1)..]);
                }
            }

            return new Tables(replacements.ToFrozenDictionary(), compositions.ToFrozenDictionary());
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Limner.Native.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>What a tokenizer does to a text before it cuts it.</summary>
internal static class Normalizers
{
    public static string Sequence(IEnumerable<Func<string, string>> steps, string text) => steps.Aggregate(text, (current, step) => step(current));

    public static string StripAccents(string text) => Without(text, UnicodeCategory.NonSpacingMark);

    /// <summary>As BERT's own preparation does it, in its order.</summary>
    public static string Bert(string text, bool cleanText, bool spaceChinese, bool stripAccents, bool lowercase)
    {
        text = cleanText ? Clean(text) : text;
        text = spaceChinese ? SpaceChinese(text) : text;
        text = stripAccents ? StripAccents(UnicodeNormalization.Normalize(text, NormalizationForm.FormD)) : text;
        return lowercase ? text.ToLowerInvariant() : text;
    }

    /// <param name="replacement">Taken as it is: no references to groups.</param>
    public static string Replace(string text, Regex pattern, string replacement) => pattern.Replace(text, _ => replacement);

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
            else if (rune.Value is not (0 or 0xFFFD) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private static string SpaceChinese(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            spaced.Append(IsChinese(rune.Value) ? $" {character} " : character);
        }

        return spaced.ToString();
    }

    /// <summary>The blocks BERT counts as Chinese characters: of CJK ideographs, not Hangul or kana.</summary>
    private static bool IsChinese(int code)
        => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static string Without(string text, UnicodeCategory category)
    {
        var rest = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != category)
            {
                rest.Append(rune.ToString());
            }
        }

        return rest.ToString();
    }
}

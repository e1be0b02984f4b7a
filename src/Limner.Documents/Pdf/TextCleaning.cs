using System.Globalization;
using System.Text;

namespace Limner.Documents.Pdf;

/// <summary>Makes text of a file safe to keep: no control characters, ligatures as their letters.</summary>
internal static class TextCleaning
{
    private const char FirstLigature = '\uFB00';
    private const char LastLigature = '\uFB06';

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    private const char FirstPiece = '\uF8E6';
    private const char LastPiece = '\uF8FE';

    /// <summary>Adobe's places for the pieces of the font Symbol (its glyph list), as the Unicode standard has them since 3.2: lines, brackets in pieces.</summary>
    private const string Pieces = "\u23D0\u23AF\u00AE\u00A9\u2122\u239B\u239C\u239D\u23A1\u23A2\u23A3\u23A7\u23A8\u23A9\u23AA\u23AE\u239E\u239F\u23A0\u23A4\u23A5\u23A6\u23AB\u23AC\u23AD";

    /// <summary>What is left of it; may be empty.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(NeedsWork))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is >= FirstLigature and <= LastLigature)
            {
                clean.Append(Ligatures[letter - FirstLigature]);
            }
            else if (letter is >= FirstPiece and <= LastPiece)
            {
                clean.Append(Pieces[letter - FirstPiece]);
            }
            else if (letter == '\u00A0')
            {
                clean.Append(' ');
            }
            else if (letter == '\u00AD' && i == text.Length - 1)
            {
                // At a line's end it is the hyphen that is seen; elsewhere nothing is.
                clean.Append('\u2010');
            }
            else if (!NeedsWork(letter))
            {
                clean.Append(letter);
            }
        }

        return clean.ToString();
    }

    /// <summary>Letters that no reader of the page would know: private use, replacement, control. A layer full of them is garbled.</summary>
    public static bool IsGarbled(char letter)
        => letter == '\uFFFD' || (char.IsControl(letter) && letter is not ('\t' or '\n' or '\r')) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool NeedsWork(char letter)
        => char.IsControl(letter) || letter is (>= FirstLigature and <= LastLigature) or (>= FirstPiece and <= LastPiece) or '\u00A0' or '\u00AD' or '\uFEFF' or '\uFFFE' or '\uFFFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200B';
}

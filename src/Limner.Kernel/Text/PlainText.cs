using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Kernel.Text;

/// <summary>
/// What a name may be that a person gives to something: one line of characters that can be seen. Refused are control characters, halves of
/// characters, line separators, and the marks that turn the direction of what follows (a file "gpj.exe" that reads as "exe.jpg"); the
/// joiners inside emoji and of scripts that need them pass.
/// </summary>
public static class PlainText
{
    /// <summary>The text without white space around it.</summary>
    /// <param name="maxLength">In UTF-16 units.</param>
    /// <param name="field">The request field, for the refusal.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: empty, too long, or with characters that are refused.</exception>
    public static string Check(string text, int maxLength, string field)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.Length > maxLength)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"1 to {maxLength} characters.", field));
        }

        return FindInvisible(trimmed, linesAllowed: false) is null && HasVisible(trimmed)
            ? trimmed
            : throw new LimnerException(ErrorCatalogue.Validation.With("It has characters that cannot be seen.", field));
    }

    /// <summary>Index of the first character that <see cref="Check"/> refuses, or null.</summary>
    /// <param name="linesAllowed">True: tabs and line ends pass.</param>
    public static int? FindInvisible(string text, bool linesAllowed)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (IsRefused(text[i]) && !(linesAllowed && text[i] is '\n' or '\r' or '\t'))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsRefused(char character)
        => char.IsControl(character) || char.IsSurrogate(character)
            || character is '\u2028' or '\u2029' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or (>= '\ufff9' and <= '\ufffb') or '\ufffe' or '\uffff';

    private static bool HasVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Globalization;
using System.Text;
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

    /// <summary>
    /// As <see cref="Check"/>, for names that people are told apart by: nothing may be in them that another name could have or lack without
    /// anybody seeing it. That takes out joiners, also those inside emoji, variation selectors, fillers, spaces other than the common one,
    /// and what is no character of Unicode's, or not yet.
    /// </summary>
    /// <inheritdoc cref="Check"/>
    public static string CheckIdentity(string text, int maxLength, string field)
    {
        var trimmed = Check(text, maxLength, field);
        foreach (var rune in trimmed.EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                throw new LimnerException(ErrorCatalogue.Validation.With("It has characters that cannot be seen.", field));
            }
        }

        return trimmed;
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

    /// <summary>
    /// Text that was found, not asked for: each character that <see cref="Check"/> refuses becomes a space, what is too long is cut off.
    /// </summary>
    /// <param name="maxLength">In UTF-16 units.</param>
    /// <param name="linesAllowed">True: tabs and line ends stay.</param>
    /// <returns>Null when nothing is left that can be seen.</returns>
    public static string? Scrub(ReadOnlySpan<char> text, int maxLength, bool linesAllowed)
    {
        text = text.Trim();
        if (text.Length > maxLength)
        {
            text = text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
        }

        var clean = text.ToString();
        if (FindInvisible(clean, linesAllowed) is { } first)
        {
            var letters = clean.ToCharArray();
            for (var i = first; i < letters.Length; i++)
            {
                if (char.IsHighSurrogate(letters[i]) && i + 1 < letters.Length && char.IsLowSurrogate(letters[i + 1]))
                {
                    i++;
                }
                else if (IsRefused(letters[i]) && !(linesAllowed && letters[i] is '\n' or '\r' or '\t'))
                {
                    letters[i] = ' ';
                }
            }

            clean = new string(letters).Trim();
        }

        return HasVisible(clean) ? clean : null;
    }

    private static bool IsRefused(char character)
        => char.IsControl(character) || char.IsSurrogate(character)
            || character is '\u2028' or '\u2029' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or (>= '\ufff9' and <= '\ufffb') or '\ufffe' or '\uffff';

    /// <summary>Of no look of its own: format characters, and whatever else Unicode's property Default_Ignorable_Code_Point names.</summary>
    private static bool IsHidden(Rune rune)
        => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.SpaceSeparator => rune.Value != ' ',
            _ => rune.Value is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2800 or 0x3164 or (>= 0xfe00 and <= 0xfe0f) or 0xffa0
                or (>= 0xe0000 and <= 0xe0fff),
        };

    private static bool HasVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Microsoft.Extensions.Options;

namespace Limner.Safety.Text;

/// <summary>
/// Looks at a text before a model gets it: its length, characters nobody sees, and patterns and words an administrator does not want. It keeps
/// accidents and crude tries out; what a model makes of a text is data all the same and never an instruction.
/// </summary>
public sealed class TextGuard(IOptionsMonitor<TextGuardOptions> options)
{
    private const string Separator = ";;";
    private readonly Lock _gate = new();
    private (string Source, IReadOnlyList<Regex> Patterns) _compiled = ("", []);
    private (string Source, IReadOnlyList<string> Words) _denied = ("", []);

    /// <summary>The text without white space around it.</summary>
    /// <param name="field">The request field, for the refusal.</param>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.Validation"/>: empty, too long, or with control characters; <see cref="ErrorCatalogue.TextRefused"/>: it
    /// matches a pattern or has a word of the deny list, and the detail names the part that does.
    /// </exception>
    public string Check(string text, string field)
    {
        var current = options.CurrentValue;
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.Length > current.PromptMaxLength)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"1 to {current.PromptMaxLength} characters.", field));
        }

        if ((PlainText.FindInvisible(trimmed, linesAllowed: true) ?? FindFormat(trimmed)) is { } at)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"The character at place {at + 1} cannot be seen.", field));
        }

        foreach (var pattern in Patterns(current.SuspiciousPatterns))
        {
            if (pattern.Match(trimmed) is { Success: true } match)
            {
                throw new LimnerException(ErrorCatalogue.TextRefused.With($"\"{match.Value[..Math.Min(match.Length, 60)]}\"", field));
            }
        }

        var words = $" {Words(trimmed)} ";
        foreach (var denied in Denied(current.PromptDenyList))
        {
            if (words.Contains($" {denied} ", StringComparison.Ordinal))
            {
                throw new LimnerException(ErrorCatalogue.TextRefused.With($"\"{denied}\"", field));
            }
        }

        return trimmed;
    }

    internal static IReadOnlyList<string> Split(string patterns)
        => patterns.Split([Separator, "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Without backtracking: no text takes longer than its length.</summary>
    internal static Regex Compile(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));

    /// <summary>Place of the first character that only steers how others are shown; the two joiners that scripts and emoji need pass.</summary>
    private static int? FindFormat(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(text, i) == UnicodeCategory.Format && text[i] is not ('\u200c' or '\u200d'))
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>Folded, and with one space for whatever stands between words. What nobody sees stands between none.</summary>
    private static string Words(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var rune in TextFolding.Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                words.Append(rune.ToString());
            }
            else if (words.Length > 0 && words[^1] != ' ' && !IsUnseen(rune))
            {
                words.Append(' ');
            }
        }

        return words.ToString().TrimEnd();
    }

    /// <summary>The characters without a look of their own that <see cref="Check"/> lets pass: joiners and variation selectors.</summary>
    private static bool IsUnseen(Rune rune) => rune.Value is 0x034f or 0x200c or 0x200d or (>= 0x180b and <= 0x180f) or (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef);

    private IReadOnlyList<string> Denied(string source)
    {
        lock (_gate)
        {
            if (_denied.Source != source)
            {
                _denied = (source, [.. Split(source).Select(Words).Where(words => words.Length > 0)]);
            }

            return _denied.Words;
        }
    }

    private IReadOnlyList<Regex> Patterns(string source)
    {
        lock (_gate)
        {
            if (_compiled.Source != source)
            {
                _compiled = (source, [.. Split(source).Select(Compile)]);
            }

            return _compiled.Patterns;
        }
    }
}

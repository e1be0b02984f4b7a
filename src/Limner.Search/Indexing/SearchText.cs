using System.Globalization;
using System.Text;
using Limner.Kernel.Text;

namespace Limner.Search.Indexing;

/// <summary>
/// Turns what people write (file names, tags, folder names) into the words of the full-text index, and a query into the same words.
/// The database's own tokenizer only splits at the spaces put here, so both sides always agree. What a word is:
/// <c>docs/decisions/0007-full-text-search.md</c>.
/// </summary>
internal static class SearchText
{
    /// <summary>Raise it with every change that makes the same text read differently, or other texts be read: the index is then rebuilt at the next start.</summary>
    public const int Version = 2;

    /// <summary>Longer words are cut, in the index and in queries alike.</summary>
    private const int MaxWordLength = 64;

    /// <summary>A field's words past this many are left out: a bound on what one hostile metadata field can put into the index.</summary>
    private const int MaxWords = 1000;

    /// <summary>The index's words for one field, separated by spaces.</summary>
    public static string ForIndex(IEnumerable<string?> texts)
    {
        var words = new List<string>();
        var compounds = new List<string>();
        foreach (var text in texts)
        {
            if (string.IsNullOrEmpty(text))
            {
                continue;
            }

            foreach (var run in PhraseRuns(text))
            {
                AppendRun(words, run, isLast: false);
                if (run.Compound is { } compound)
                {
                    compounds.Add(compound);
                }
            }

            compounds.AddRange(CompactDates(text));
        }

        // Whole words come after their parts, not between them, so that phrases over the parts still match.
        return string.Join(' ', words.Concat(compounds).Take(MaxWords));
    }

    /// <summary>
    /// The runs of a text in order: words split at everything that is neither letter nor digit; runs of Hangul, Han and Kana; single
    /// symbols (emoji). Words are not split further: what somebody types is looked for as typed.
    /// </summary>
    public static IEnumerable<TextRun> WholeRuns(string text)
        => Words(text).Select(word => word with { Text = Cut(TextFolding.Fold(word.Text)) }).Where(word => word.Text.Length > 0);

    /// <summary>
    /// As <see cref="WholeRuns"/>, and words are also split where a capital follows a small letter and between letters and digits: the
    /// order in which the index holds them.
    /// </summary>
    public static IEnumerable<TextRun> PhraseRuns(string text)
    {
        foreach (var word in Words(text))
        {
            // Case decides where a word is split, so the split comes before the folding.
            var parts = word.Kind == RunKind.Word ? SplitWord(word.Text) : [word.Text];
            var whole = parts.Count > 1 ? Cut(TextFolding.Fold(word.Text)) : null;
            var end = word.Start + word.Length;
            var start = word.Start;
            for (var i = 0; i < parts.Count; i++)
            {
                var folded = Cut(TextFolding.Fold(parts[i]));
                var next = i == parts.Count - 1 ? end : Math.Min(start + parts[i].Length, end);
                if (folded.Length > 0)
                {
                    yield return new TextRun(word.Kind, folded, i == parts.Count - 1 ? whole : null) { Start = start, Length = next - start, CompoundStart = word.Start };
                }

                start = next;
            }
        }
    }

    /// <summary>
    /// Appends the run's words as they stand in the index. A run of n ideographs or syllables gives its n-1 overlapping pairs and then
    /// its last character alone, so that every character begins a word: any two-character part is a word, and one
    /// character is the beginning of one.
    /// </summary>
    /// <param name="isLast">True at the end of a phrase: the last character alone would demand that the run ends there.</param>
    public static void AppendRun(List<string> words, TextRun run, bool isLast)
    {
        if (run.Kind != RunKind.Ideographs)
        {
            words.Add(run.Text);
            return;
        }

        string? previous = null;
        foreach (var rune in run.Text.EnumerateRunes())
        {
            var current = rune.ToString();
            if (previous is not null)
            {
                words.Add(previous + current);
            }

            previous = current;
        }

        if (previous is not null && !isLast)
        {
            words.Add(previous);
        }
    }

    /// <summary>Runs as written: not split further, not folded.</summary>
    private static IEnumerable<TextRun> Words(string text)
    {
        var current = new StringBuilder();
        var kind = RunKind.None;
        var (at, start, end) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var here = at;
            at += rune.Utf16SequenceLength;
            var next = KindOf(rune);
            if (next == RunKind.Joiner)
            {
                continue;
            }

            if (next == RunKind.Mark)
            {
                next = kind is RunKind.Word or RunKind.Ideographs ? kind : RunKind.None;
            }

            if (kind != RunKind.None && (next != kind || kind == RunKind.Symbol))
            {
                yield return new TextRun(kind, current.ToString(), null) { Start = start, Length = end - start };
                current.Clear();
            }

            kind = next;
            if (kind != RunKind.None)
            {
                start = current.Length == 0 ? here : start;
                end = at;
                current.Append(text, here, at - here);
            }
        }

        if (kind != RunKind.None)
        {
            yield return new TextRun(kind, current.ToString(), null) { Start = start, Length = end - start };
        }
    }

    private static RunKind KindOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? RunKind.Word : rune.Value == '\'' ? RunKind.Joiner : RunKind.None;
        }

        if (rune.Value is 0x2019 or 0x02BC)
        {
            return RunKind.Joiner;
        }

        if (IsIdeographic(rune.Value))
        {
            return RunKind.Ideographs;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => RunKind.Word,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => RunKind.Mark,
            UnicodeCategory.Format => RunKind.Joiner,

            // U+FFFD stands for what could not be read, not for a symbol somebody wrote.
            UnicodeCategory.OtherSymbol when rune.Value != 0xFFFD => RunKind.Symbol,
            _ => RunKind.None,
        };
    }

    /// <summary>Scripts written without spaces between words, and Hangul, whose particles cling to the noun.</summary>
    private static bool IsIdeographic(int code) => code switch
    {
        0x30FB or 0xFF65 => false,
        >= 0x1100 and <= 0x11FF => true,
        0x3005 or 0x3006 or 0x3007 => true,
        >= 0x3041 and <= 0x31BF => true,
        >= 0x31F0 and <= 0x31FF => true,
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xA960 and <= 0xA97F => true,
        >= 0xAC00 and <= 0xD7FF => true,
        >= 0xF900 and <= 0xFAFF => true,
        >= 0xFF66 and <= 0xFFDC => true,
        >= 0x1B000 and <= 0x1B16F => true,
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    private static List<string> SplitWord(string word)
    {
        var parts = new List<string>(2);
        var start = 0;
        for (var i = 1; i < word.Length; i++)
        {
            var (before, after) = (word[i - 1], word[i]);
            if ((char.IsLower(before) && char.IsUpper(after)) || (char.IsAsciiDigit(before) != char.IsAsciiDigit(after)))
            {
                parts.Add(word[start..i]);
                start = i;
            }
        }

        parts.Add(word[start..]);
        return parts;
    }

    /// <summary>2024-05 and 2024_05_03 also as 202405 and 20240503, as cameras write them: one word that a date query begins.</summary>
    private static IEnumerable<string> CompactDates(string text)
    {
        for (var i = 0; i + 7 <= text.Length; i++)
        {
            if ((i > 0 && char.IsAsciiDigit(text[i - 1])) || !TryDate(text.AsSpan(i), out var compact, out var length))
            {
                continue;
            }

            yield return compact;
            i += length - 1;
        }
    }

    /// <summary>True when the text begins with a year and a month, and perhaps a day, with a separator between.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out string compact, out int length)
    {
        compact = "";
        length = 0;
        if (text.Length < 7 || text[0] is not ('1' or '2') || !AreDigits(text[..4]) || text[4] is not ('-' or '_' or '.')
            || !AreDigits(text[5..7]) || int.Parse(text[5..7]) is < 1 or > 12)
        {
            return false;
        }

        length = 7;
        compact = string.Concat(text[..4], text[5..7]);
        if (text.Length >= 10 && text[7] == text[4] && AreDigits(text[8..10]) && int.Parse(text[8..10]) is >= 1 and <= 31)
        {
            length = 10;
            compact += text[8..10].ToString();
        }

        if (text.Length > length && char.IsAsciiDigit(text[length]))
        {
            return false;
        }

        return true;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static string Cut(string word)
    {
        if (word.Length <= MaxWordLength)
        {
            return word;
        }

        var end = char.IsHighSurrogate(word[MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength;
        return word[..end];
    }
}

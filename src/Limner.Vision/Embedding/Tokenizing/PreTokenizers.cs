using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>What becomes of the places where a text is cut.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>How a text is cut into the words that the model cuts into tokens.</summary>
internal static partial class PreTokenizers
{
    /// <summary>Cuts where a pattern matches, or, inverted, everywhere else.</summary>
    public static IEnumerable<string> Split(string text, Regex pattern, SplitBehavior behavior, bool invert)
    {
        var parts = new List<(string Text, bool IsSeparator)>();
        var at = 0;
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Length == 0)
            {
                continue;
            }

            Add(at, match.Index, invert);
            Add(match.Index, match.Index + match.Length, !invert);
            at = match.Index + match.Length;
        }

        Add(at, text.Length, invert);
        return Join(parts, behavior);

        void Add(int from, int to, bool isSeparator)
        {
            if (to > from)
            {
                parts.Add((text[from..to], isSeparator));
            }
        }
    }

    public static IEnumerable<string> SplitAt(string text, Func<Rune, bool> isSeparator, SplitBehavior behavior)
    {
        var parts = new List<(string Text, bool IsSeparator)>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!isSeparator(rune))
            {
                word.Append(rune.ToString());
                continue;
            }

            EndWord();
            parts.Add((rune.ToString(), true));
        }

        EndWord();
        return Join(parts, behavior);

        void EndWord()
        {
            if (word.Length > 0)
            {
                parts.Add((word.ToString(), false));
                word.Clear();
            }
        }
    }

    /// <summary>White space goes, each punctuation mark is a word.</summary>
    public static IEnumerable<string> Bert(string text)
        => SplitAt(text, Rune.IsWhiteSpace, SplitBehavior.Removed).SelectMany(word => SplitAt(word, IsPunctuation, SplitBehavior.Isolated));

    /// <summary>Spaces become a visible mark that words begin with.</summary>
    /// <param name="prepend">Whether a text that does not begin with the mark gets one.</param>
    public static IEnumerable<string> Metaspace(string text, string mark, bool prepend, bool split)
    {
        var marked = text.Replace(" ", mark, StringComparison.Ordinal);
        if (prepend && !marked.StartsWith(mark, StringComparison.Ordinal))
        {
            marked = mark + marked;
        }

        return split ? Split(marked, new Regex(Regex.Escape(mark), RegexOptions.NonBacktracking), SplitBehavior.MergedWithNext, invert: false) : [marked];
    }

    /// <summary>Words as GPT-2 cuts them, spelled in the alphabet of bytes.</summary>
    public static IEnumerable<string> ByteLevel(string text, bool addPrefixSpace, bool cut)
    {
        var whole = addPrefixSpace && !text.StartsWith(' ') ? ' ' + text : text;
        return (cut ? Split(whole, Gpt2Words(), SplitBehavior.Isolated, invert: false) : [whole]).Select(ByteAlphabet.Spell);
    }

    public static bool IsPunctuation(Rune rune)
        => rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static IEnumerable<string> Join(List<(string Text, bool IsSeparator)> parts, SplitBehavior behavior)
    {
        switch (behavior)
        {
            case SplitBehavior.Removed:
                return parts.Where(part => !part.IsSeparator).Select(part => part.Text);
            case SplitBehavior.Isolated:
                return parts.Select(part => part.Text);
            default:
                break;
        }

        var joined = new List<string>();
        var wasSeparator = false;
        foreach (var (text, isSeparator) in parts)
        {
            var goesOn = joined.Count > 0 && behavior switch
            {
                SplitBehavior.MergedWithPrevious => isSeparator && !wasSeparator,
                SplitBehavior.MergedWithNext => !isSeparator && wasSeparator,
                _ => isSeparator == wasSeparator,
            };
            if (goesOn)
            {
                joined[^1] += text;
            }
            else
            {
                joined.Add(text);
            }

            wasSeparator = isSeparator;
        }

        return joined;
    }

    // The pattern of OpenAI's GPT-2 encoder.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Gpt2Words();
}

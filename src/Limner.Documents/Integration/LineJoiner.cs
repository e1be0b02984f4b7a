using System.Text;
using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Joins the lines of a paragraph: words that were divided become whole, and Hangul gets a space only where one was.</summary>
internal sealed class LineJoiner(Vocabulary vocabulary)
{
    /// <summary>Endings after which a Korean word is mostly over: particles and closing verb endings.</summary>
    private static readonly HashSet<char> Endings = [.. "은는이가을를의에와과도로고서며면다한된할인만요지나게라"];

    /// <param name="right">Where the lines of the column end, in points.</param>
    public string Join(IReadOnlyList<TextSegment> lines, double right)
    {
        var text = new StringBuilder();
        var isLoose = IsLoose(lines, right);
        for (var i = 0; i < lines.Count; i++)
        {
            Append(text, lines[i].Text, isLoose);
        }

        return text.ToString();
    }

    /// <summary>Text that goes on after a column's or a page's end.</summary>
    public string Join(string one, string other)
    {
        var text = new StringBuilder(one);
        Append(text, other, isLoose: false);
        return text.ToString();
    }

    private void Append(StringBuilder text, string next, bool isLoose)
    {
        if (text.Length == 0 || next.Length == 0)
        {
            text.Append(next);
            return;
        }

        var last = text[^1];
        if (last is '-' or '\u2010' or '\u00AD' && text.Length > 1 && char.IsLetter(text[^2]) && char.IsLetter(next[0]))
        {
            var (half, rest) = (LastWord(text)[..^1], FirstWord(next));
            if (last == '\u00AD' || (char.IsLower(next[0]) && (vocabulary.Contains(half + rest) || !vocabulary.Contains(half + "-" + rest))))
            {
                text.Length--;
            }

            text.Append(next);
        }
        else if (IsHangul(last) && IsHangul(next[0]))
        {
            text.Append(isLoose || IsSpaced(LastWord(text), FirstWord(next)) ? " " : "").Append(next);
        }
        else if (IsIdeograph(last) && IsIdeograph(next[0]))
        {
            text.Append(next);
        }
        else if (last is '/' && next.Length > 0 && !text.ToString(Math.Max(0, text.Length - 2), 1).Equals(" ", StringComparison.Ordinal))
        {
            // An address, or alternatives: they are divided after the stroke.
            text.Append(next);
        }
        else
        {
            text.Append(' ').Append(next);
        }
    }

    /// <summary>
    /// Whether lines end where words do: some line has room left for the first syllable of the next, so syllables are not what is moved to the next line.
    /// </summary>
    private static bool IsLoose(IReadOnlyList<TextSegment> lines, double right)
    {
        for (var i = 0; i < lines.Count - 1; i++)
        {
            if (IsHangul(lines[i + 1].Text[0]) && right - lines[i].Box.Right > 1.6 * lines[i].Size)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSpaced(string last, string first)
    {
        if (vocabulary.Contains(last + first))
        {
            return false;
        }

        var (knowsLast, knowsFirst) = (vocabulary.Contains(last), vocabulary.Contains(first));
        return knowsLast == knowsFirst ? last.Length > 1 && Endings.Contains(last[^1]) : knowsLast;
    }

    private static string LastWord(StringBuilder text)
    {
        var start = text.Length;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return text.ToString(start, text.Length - start);
    }

    private static string FirstWord(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    internal static bool IsHangul(char letter) => letter is (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF') or (>= '\u3130' and <= '\u318F');

    private static bool IsIdeograph(char letter) => letter is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or '\u3001' or '\u3002';
}

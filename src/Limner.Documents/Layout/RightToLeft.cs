using System.Globalization;

namespace Limner.Documents.Layout;

/// <summary>Lines of Hebrew, Arabic and the like: words from right to left, but for numbers and words of other scripts between (the rules L2 of UAX #9, for whole words).</summary>
internal static class RightToLeft
{
    public static bool IsMostly(IReadOnlyList<PageWord> words)
    {
        // Nearly all pages have none.
        var count = 0;
        var letters = 0;
        foreach (var word in words)
        {
            foreach (var letter in word.Text)
            {
                letters += char.IsLetter(letter) ? 1 : 0;
                count += IsRightToLeft(letter) ? 1 : 0;
            }
        }

        return count > 0 && count * 2 > letters;
    }

    /// <param name="words">As they stand, from left to right.</param>
    public static IReadOnlyList<PageWord> InReadingOrder(IReadOnlyList<PageWord> words)
    {
        var ordered = words.Reverse().ToList();
        for (var from = 0; from < ordered.Count; from++)
        {
            var count = 0;
            while (from + count < ordered.Count && !ordered[from + count].Text.Any(IsRightToLeft))
            {
                count++;
            }

            ordered.Reverse(from, count);
            from += count;
        }

        return ordered;
    }

    /// <summary>The letters of a word in the order in which they are read. Poppler gives them as they stand, from left to right.</summary>
    public static string FromLeft(string word)
    {
        if (word.Count(IsRightToLeft) * 2 <= word.Count(char.IsLetter))
        {
            return word;
        }

        // Marks go with their letters; numbers are read from the left.
        var parts = new List<string>();
        var elements = StringInfo.GetTextElementEnumerator(word);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (parts.Count > 0 && char.IsDigit(element[0]) && char.IsDigit(parts[^1][^1]))
            {
                parts[^1] += element;
            }
            else
            {
                parts.Add(element);
            }
        }

        parts.Reverse();
        return string.Concat(parts);
    }

    private static bool IsRightToLeft(char letter) => letter is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');
}

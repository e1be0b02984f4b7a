using System.Collections.Frozen;
using System.Text;
using Limner.Kernel.Text;

namespace Limner.Generation.Augmenting;

/// <summary>Words of prompts, tags and captions.</summary>
internal static class PromptWords
{
    private const int MaxTagLength = 60;
    private const int MaxQueryWords = 24;
    private const int MaxQueryLength = 900;
    private const string Between = " OR ";

    /// <summary>Words of English that tell nothing of what is seen, alone.</summary>
    private static readonly FrozenSet<string> StopWords = new[]
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "behind", "beside", "between", "but", "by", "for", "from", "has", "have", "he", "her", "his", "i", "image", "in", "into", "is", "it", "its",
        "near", "next", "of", "off", "on", "one", "or", "other", "out", "over", "photo", "photograph", "picture", "she", "showing", "shows", "some", "that", "the", "their", "them", "there", "these",
        "they", "this", "to", "two", "under", "up", "view", "was", "were", "what", "which", "while", "who", "with", "you", "break",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Folded words, in their order.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in TextFolding.Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Words of a caption that tell something, each once.</summary>
    public static IEnumerable<string> Telling(string? caption)
        => caption is null ? [] : Of(caption).Where(word => word.Length > 2 && !StopWords.Contains(word) && !word.All(char.IsAsciiDigit)).Distinct(StringComparer.Ordinal);

    /// <summary>A tag as plain words: nothing is left of it that a prompt would take for emphasis or a break. Empty where that is all it was.</summary>
    public static string Plain(string tag)
    {
        var words = Of(tag);
        var text = string.Join(' ', words);
        return text.Length <= MaxTagLength && !(words is [var only] && StopWords.Contains(only)) ? text : "";
    }

    /// <summary>The prompt's telling words, as many as a query takes.</summary>
    public static IReadOnlyList<string> QueryWordsOf(string prompt)
    {
        var length = 0;
        return [.. Telling(prompt).Take(MaxQueryWords).TakeWhile(word => (length += word.Length + Between.Length) <= MaxQueryLength)];
    }

    /// <summary>Any of these words, in the query language.</summary>
    public static string AnyOf(IReadOnlyList<string> words) => string.Join(Between, words);
}

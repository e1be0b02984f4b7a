using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>The words of a document, by which words that a line's end divides are put together again.</summary>
internal sealed class Vocabulary
{
    /// <summary>More are not kept: the common ones come early.</summary>
    private const int MaximumWords = 200_000;

    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a line all words but the last: that may be the half of one.</summary>
    public void Add(TextSegment line)
    {
        var words = line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i < words.Length - 1 && _words.Count < MaximumWords; i++)
        {
            _words.Add(Trim(words[i]));
        }
    }

    public bool Contains(string word) => _words.Contains(Trim(word));

    private static string Trim(string word) => word.Trim('.', ',', ';', ':', '!', '?', '(', ')', '[', ']', '"', '\'', '\u201C', '\u201D', '\u2018', '\u2019');
}

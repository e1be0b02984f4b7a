using Limner.Search.Indexing;

namespace Limner.Search.Querying.Language;

/// <summary>
/// Words as expressions of the full-text index. They are built from parsed words only, each quoted, so nothing a person types is ever read as
/// FTS5 syntax. One for a query: it knows how many words are left.
/// </summary>
internal sealed class WordExpressions
{
    /// <summary>Words past this many are not looked at: each costs a look-up in the index.</summary>
    public const int MaxWords = 32;

    private int _left = MaxWords;

    public bool IsSpent => _left <= 0;

    /// <summary>
    /// Every run of the text must be there, as the beginning of a word; letters and digits stay together here and match the compounds of the index.
    /// Null when it holds nothing that an index can.
    /// </summary>
    public string? Words(string text)
    {
        if (SearchText.TryDate(text, out var date, out var length) && length == text.Length)
        {
            _left--;
            return Prefix(date);
        }

        var parts = new List<string>();
        foreach (var run in SearchText.WholeRuns(text))
        {
            if (_left-- <= 0)
            {
                break;
            }

            parts.Add(run.Kind switch
            {
                RunKind.Ideographs => Phrase([run]),
                RunKind.Symbol => Quote(run.Text),
                _ => Prefix(run.Text),
            });
        }

        return parts.Count == 0 ? null : string.Join(" AND ", parts);
    }

    /// <summary>The words as they stand, one after the other.</summary>
    public string? Phrase(string text)
    {
        var runs = SearchText.PhraseRuns(text).Take(Math.Max(_left, 0)).ToList();
        _left -= runs.Count;
        if (runs.Count == 0)
        {
            return null;
        }

        // One word that the index also holds unsplit (dsc01234) is met in either form.
        var whole = SearchText.WholeRuns(text).Take(2).ToList();
        return whole.Count == 1 && runs.Count > 1 ? $"({Phrase(runs)} OR {Quote(whole[0].Text)})" : Phrase(runs);
    }

    private static string Phrase(IReadOnlyList<TextRun> runs)
    {
        var words = new List<string>();
        for (var i = 0; i < runs.Count; i++)
        {
            SearchText.AppendRun(words, runs[i], isLast: i == runs.Count - 1);
        }

        if (words.Count == 0 || (runs[^1].Kind == RunKind.Ideographs && runs[^1].Text.EnumerateRunes().Count() == 1))
        {
            // The last, single ideograph begins a pair or stands alone: both begin with it.
            words.Add(runs[^1].Text);
            return Quote(string.Join(' ', words)) + "*";
        }

        return Quote(string.Join(' ', words));
    }

    private static string Prefix(string word) => Quote(word) + "*";

    private static string Quote(string words) => $"\"{words}\"";
}

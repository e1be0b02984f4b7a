using Limner.Documents;
using Limner.Kernel.Text;

namespace Limner.Search.Indexing;

/// <summary>Documents are cut into words as the texts of pictures are.</summary>
internal sealed class DocumentWords : IDocumentWords
{
    private const int MaxWords = 30;

    public int Version => SearchText.Version;

    public string ForIndex(IEnumerable<string> texts) => SearchText.ForIndex(texts);

    public string? ForQuery(string query)
    {
        var terms = SearchText.WholeRuns(query).Take(MaxWords).Select(Term).ToList();
        return terms.Count == 0 ? null : string.Join(" AND ", terms);
    }

    public (int Start, int Length)? FindFirst(string text, string query)
    {
        // Ideographs are found anywhere in a run of them, words at their beginning.
        var wanted = SearchText.WholeRuns(query).Take(MaxWords).ToList();
        foreach (var run in SearchText.WholeRuns(text).Concat(SearchText.PhraseRuns(text)))
        {
            foreach (var word in wanted.Where(word => word.Kind == run.Kind))
            {
                var at = run.Kind == RunKind.Ideographs ? TextFolding.Fold(text.Substring(run.Start, run.Length)).IndexOf(word.Text, StringComparison.Ordinal) : run.Text.StartsWith(word.Text, StringComparison.Ordinal) ? 0 : -1;
                if (at >= 0 && at < run.Length)
                {
                    return (run.Start + at, Math.Min(word.Text.Length, run.Length - at));
                }
            }
        }

        return null;
    }

    private static string Term(TextRun run)
    {
        var words = new List<string>();
        SearchText.AppendRun(words, run, isLast: true);
        return $"\"{(words.Count == 0 ? run.Text : string.Join(' ', words))}\" *";
    }
}

using Limner.Search.Indexing;

namespace Limner.Search.Querying;

/// <summary>
/// What somebody typed into the search box, as expressions of the full-text index. The expressions are built from parsed words only, each
/// quoted, so nothing a person types is ever read as FTS5 syntax.
/// <list type="bullet">
/// <item>words must all be there, each as the beginning of a word in any field;</item>
/// <item><c>"quoted words"</c> must be there as they stand, one after the other;</item>
/// <item><c>-word</c> and <c>-"quoted words"</c> must not be there (whole words).</item>
/// </list>
/// </summary>
/// <param name="Match">What must be there; null when nothing is demanded.</param>
/// <param name="Exclude">What must not be there; null when nothing is excluded.</param>
/// <param name="FindsNothing">True when something was asked for that no index can hold, such as <c>%%%</c>.</param>
internal sealed record SearchQuery(string? Match, string? Exclude, bool FindsNothing)
{
    /// <summary>Characters of a query; more is a validation error.</summary>
    public const int MaxLength = 1000;

    /// <summary>Words past this many are not looked at: each costs a look-up in the index.</summary>
    public const int MaxWords = 32;

    public static readonly SearchQuery Everything = new(null, null, false);

    public bool IsEmpty => Match is null && Exclude is null && !FindsNothing;

    public static SearchQuery Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var demanded = new List<string>();
        var excluded = new List<string>();
        var budget = MaxWords;
        var isUnreadable = false;
        foreach (var term in Terms(text))
        {
            var words = term.IsPhrase || term.IsExcluded ? PhraseOf(term, ref budget) : WordsOf(term.Text, ref budget);
            if (words is not null)
            {
                (term.IsExcluded ? excluded : demanded).Add(words);
            }
            else if (!term.IsExcluded)
            {
                isUnreadable |= term.Text.AsSpan().ContainsAnyExcept(" \t\r\n-\"'");
            }

            if (budget <= 0)
            {
                break;
            }
        }

        return new SearchQuery(
            demanded.Count == 0 ? null : string.Join(" AND ", demanded),
            excluded.Count == 0 ? null : string.Join(" OR ", excluded),
            demanded.Count == 0 && isUnreadable);
    }

    private static IEnumerable<Term> Terms(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var isExcluded = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += isExcluded ? 1 : 0;
            if (IsQuote(text[at]))
            {
                var end = at + 1;
                while (end < text.Length && !IsQuote(text[end]))
                {
                    end++;
                }

                // A quotation mark that is not closed yet is still being typed.
                yield return new Term(text[(at + 1)..end], IsPhrase: true, isExcluded);
                at = end + 1;
            }
            else
            {
                var end = at;
                while (end < text.Length && !char.IsWhiteSpace(text[end]) && !IsQuote(text[end]))
                {
                    end++;
                }

                yield return new Term(text[at..end], IsPhrase: false, isExcluded);
                at = end;
            }
        }
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„' or '«' or '»' or '「' or '」';

    /// <summary>Every run of the term must be there; letters and digits stay together here and match the compounds of the index.</summary>
    private static string? WordsOf(string text, ref int budget)
    {
        if (SearchText.TryDate(text, out var date, out var length) && length == text.Length)
        {
            budget--;
            return Prefix(date);
        }

        var parts = new List<string>();
        foreach (var run in SearchText.WholeRuns(text))
        {
            if (budget-- <= 0)
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

    private static string? PhraseOf(Term term, ref int budget)
    {
        var runs = SearchText.PhraseRuns(term.Text).Take(Math.Max(budget, 0)).ToList();
        budget -= runs.Count;
        if (runs.Count == 0)
        {
            return null;
        }

        // One word that the index also holds unsplit (dsc01234) is met in either form.
        var whole = SearchText.WholeRuns(term.Text).Take(2).ToList();
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

    private readonly record struct Term(string Text, bool IsPhrase, bool IsExcluded);
}

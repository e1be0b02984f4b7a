using Limner.Search.Indexing;

namespace Limner.Search.Querying.Matching;

/// <summary>
/// Finds the words of a search in a text, by the rules by which the full-text index finds them: the beginning of a word, or of a word's part; runs of Hangul,
/// Han and Kana anywhere; quoted words one after the other.
/// </summary>
internal sealed class WordMatcher
{
    /// <summary>UTF-16 code units of a text that are looked at; metadata may be longer than any reason should be.</summary>
    private const int MaxLength = 20_000;

    private readonly IReadOnlyList<TextRun> _phrase;
    private readonly IReadOnlyList<TextRun> _words;

    private WordMatcher(IReadOnlyList<TextRun> phrase, IReadOnlyList<TextRun> words) => (_phrase, _words) = (phrase, words);

    public static WordMatcher For(WantedWords wanted)
    {
        var whole = SearchText.WholeRuns(wanted.Text).ToList();
        if (!wanted.IsPhrase)
        {
            return new WordMatcher([], whole);
        }

        var phrase = SearchText.PhraseRuns(wanted.Text).ToList();
        return new WordMatcher(phrase, whole.Count == 1 && phrase.Count > 1 ? whole : []);
    }

    /// <summary>Where in a text the words stand; empty when it has none of them.</summary>
    public static IReadOnlyList<MarkView> Mark(string text, IReadOnlyCollection<WordMatcher> matchers)
    {
        var runs = SearchText.PhraseRuns(text.Length <= MaxLength ? text : text[..MaxLength]).ToList();
        var marks = new List<MarkView>();
        foreach (var matcher in matchers)
        {
            matcher.AddMarks(runs, marks);
        }

        var apart = new List<MarkView>();
        foreach (var mark in marks.OrderBy(mark => mark.Start))
        {
            if (apart.Count > 0 && apart[^1] is var last && mark.Start <= last.Start + last.Length)
            {
                apart[^1] = last with { Length = Math.Max(last.Length, mark.Start + mark.Length - last.Start) };
            }
            else
            {
                apart.Add(mark);
            }
        }

        return apart;
    }

    private void AddMarks(List<TextRun> runs, List<MarkView> marks)
    {
        for (var at = 0; at < runs.Count; at++)
        {
            foreach (var word in _words)
            {
                if (MarkOf(word, runs[at], _phrase.Count > 0) is { } mark)
                {
                    marks.Add(mark);
                }
            }

            if (PhraseAt(runs, at) is { } phrase)
            {
                marks.Add(phrase);
            }
        }
    }

    private static MarkView? MarkOf(TextRun word, TextRun run, bool isWhole)
    {
        if (run.Kind == RunKind.Ideographs)
        {
            var at = word.Kind == RunKind.Ideographs ? run.Text.IndexOf(word.Text, StringComparison.Ordinal) : -1;
            return at < 0 ? null : Within(run, at, word.Text.Length);
        }

        if (run.Compound is { } compound && (isWhole ? compound == word.Text : compound.StartsWith(word.Text, StringComparison.Ordinal)))
        {
            var length = run.Start + run.Length - run.CompoundStart;
            return new MarkView(run.CompoundStart, compound.Length == length ? word.Text.Length : length);
        }

        return !isWhole && run.Text.StartsWith(word.Text, StringComparison.Ordinal) ? Within(run, 0, word.Text.Length) : null;
    }

    private MarkView? PhraseAt(List<TextRun> runs, int at)
    {
        if (_phrase.Count == 0 || at + _phrase.Count > runs.Count)
        {
            return null;
        }

        if (_phrase.Count == 1 && _phrase[0].Kind == RunKind.Ideographs)
        {
            return MarkOf(_phrase[0], runs[at], isWhole: true);
        }

        for (var i = 0; i < _phrase.Count; i++)
        {
            var (wanted, run) = (_phrase[i], runs[at + i]);
            var fits = wanted.Kind != RunKind.Ideographs ? run.Text == wanted.Text
                : i == 0 ? run.Text.EndsWith(wanted.Text, StringComparison.Ordinal)
                : i == _phrase.Count - 1 ? run.Text.StartsWith(wanted.Text, StringComparison.Ordinal)
                : run.Text == wanted.Text;
            if (!fits)
            {
                return null;
            }
        }

        var last = runs[at + _phrase.Count - 1];
        return new MarkView(runs[at].Start, last.Start + last.Length - runs[at].Start);
    }

    /// <summary>A part of a run; the whole of it where folding has changed its length, so that places in it say nothing of the text.</summary>
    private static MarkView Within(TextRun run, int at, int length) => run.Text.Length == run.Length ? new MarkView(run.Start + at, length) : new MarkView(run.Start, run.Length);
}

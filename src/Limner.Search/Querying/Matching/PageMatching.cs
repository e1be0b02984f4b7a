using System.Runtime.InteropServices;

namespace Limner.Search.Querying.Matching;

/// <summary>
/// Finds a search's words in the texts of one page of images. A page's images share most of their tags, folders and cameras: each text is looked through once, and the answers are shared.
/// </summary>
internal sealed class PageMatching(SearchQuery query)
{
    private const int SnippetLength = 160;
    private const int SnippetBefore = 50;

    private readonly Dictionary<MatchKind, List<WordMatcher>> _matchers = Enum.GetValues<MatchKind>().ToDictionary(
        kind => kind, kind => query.Wanted.Where(wanted => wanted.Kind is null || wanted.Kind == kind).Select(WordMatcher.For).ToList());

    private readonly Dictionary<(MatchKind Kind, string Text), MatchView?> _known = [];

    /// <summary>The text with the words marked, cut to the first of them where it is long; null when it has none.</summary>
    public MatchView? Match(MatchKind kind, string text)
    {
        ref var match = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (kind, text), out var isKnown);
        return isKnown ? match : match = Marked(kind, text);
    }

    private MatchView? Marked(MatchKind kind, string text)
    {
        var marks = WordMatcher.Mark(text, _matchers[kind]);
        return marks.Count == 0 ? null : text.Length <= SnippetLength ? new MatchView(kind, text, marks) : Snippet(kind, text, marks);
    }

    private static MatchView Snippet(MatchKind kind, string text, IReadOnlyList<MarkView> marks)
    {
        var start = Math.Max(0, marks[0].Start - SnippetBefore);
        start = start > 0 && text.IndexOf(' ', start, Math.Min(20, marks[0].Start - start)) is var space and >= 0 ? space + 1 : start;
        var end = Math.Min(text.Length, start + SnippetLength);

        // No half of a character at either end.
        start += start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        end -= end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
        var (before, after) = (start > 0 ? "…" : "", end < text.Length ? "…" : "");
        return new MatchView(
            kind,
            $"{before}{text[start..end]}{after}",
            [.. marks.Where(mark => mark.Start >= start && mark.Start + mark.Length <= end).Select(mark => mark with { Start = mark.Start - start + before.Length })]);
    }
}

using Limner.Kernel.Text;

namespace Limner.Search.Suggesting;

/// <summary>Completes what is typed into the search box.</summary>
internal sealed class Suggestions(Facets facets)
{
    private const int DefaultLimit = 10;
    private const int MaximumLimit = 50;

    /// <summary>
    /// Suggestions with a word that begins with <paramref name="text"/>, those that begin with it first, then by count. Without text the
    /// most common of each kind; no kind takes more than half the places while others have something to offer.
    /// </summary>
    public async Task<IReadOnlyList<Suggestion>> FindAsync(long userId, string? text, int? limit, CancellationToken cancellation)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        var wanted = TextFolding.Fold(text ?? "").Trim();
        var ordered = (await facets.OfAsync(userId, cancellation))
            .Select(facet => (facet.Suggestion, Quality: QualityOf(facet.Text, wanted)))
            .Where(item => item.Quality > 0)
            .OrderByDescending(item => item.Quality)
            .ThenByDescending(item => item.Suggestion.Count)
            .ThenBy(item => item.Suggestion.Label, StringComparer.Ordinal)
            .Select(item => item.Suggestion)
            .ToList();
        var share = Math.Max(1, take / 2);
        var first = ordered.GroupBy(suggestion => suggestion.Kind).SelectMany(kind => kind.Take(share)).ToHashSet();
        return [.. ordered.Where(first.Contains).Concat(ordered.Where(suggestion => !first.Contains(suggestion))).Take(take)];
    }

    /// <summary>2: the text begins so; 1: one of its words does, or it is Hangul, Han or Kana and contains it; 0: no match.</summary>
    private static int QualityOf(string text, string wanted)
    {
        if (text.StartsWith(wanted, StringComparison.Ordinal))
        {
            return 2;
        }

        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at > 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            if (!char.IsLetterOrDigit(text[at - 1]) || wanted[0] >= '\u3000')
            {
                return 1;
            }
        }

        return 0;
    }
}

using Limner.Kernel.Text;
using Limner.Search.Querying.Language;

namespace Limner.Search.Suggesting;

/// <summary>Completes what is typed into the search box.</summary>
internal sealed class Suggestions(Facets facets)
{
    private const int DefaultLimit = 10;
    private const int MaximumLimit = 50;

    /// <summary>Fields that are offered beside other things.</summary>
    private const int MaxFields = 3;

    private static readonly Dictionary<string, SuggestionKind> KindOf = new(StringComparer.Ordinal)
    {
        ["tag"] = SuggestionKind.Tag, ["in"] = SuggestionKind.Folder, ["camera"] = SuggestionKind.Camera, ["place"] = SuggestionKind.Place, ["date"] = SuggestionKind.Date,
        ["person"] = SuggestionKind.Person, ["color"] = SuggestionKind.Colour, ["type"] = SuggestionKind.Type,
    };

    /// <summary>
    /// Behind a field's colon the values of the field; else what has a word that begins with the whole text, or where nothing has, with its last word.
    /// Those that begin with it come first, then by count. Without text the most common of each kind; no kind takes more than half the places while others
    /// have something to offer. Fields whose name begins with the last word come last.
    /// </summary>
    public async Task<SuggestionsView> CompleteAsync(long userId, string? typed, int? limit, CancellationToken cancellation)
    {
        var text = typed ?? "";
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        var all = await facets.OfAsync(userId, cancellation);
        var word = TypedWord.Of(text);
        if (word.Field is { } field)
        {
            return new SuggestionsView([.. ValuesOf(field, word, all).Take(take)], word.Start);
        }

        var (items, from) = (Find(all, text, take), 0);
        if (items.Count == 0 && word.Start > 0 && word.Text.Length > 0)
        {
            (items, from) = (Find(all, word.Text, take), word.Start);
        }

        // A field completes the last word alone, so it can stand only beside what does the same.
        var fields = word.Start == from || items.Count == 0 ? FieldsLike(word, all) : [];
        return new SuggestionsView([.. items.Take(take - Math.Min(fields.Count, MaxFields)), .. fields.Take(Math.Min(MaxFields, take))], items.Count == 0 && fields.Count > 0 ? word.Start : from);
    }

    private static IReadOnlyList<Suggestion> Find(IReadOnlyList<Facet> facets, string text, int take)
    {
        var wanted = TextFolding.Fold(text).Trim();
        var ordered = Matching(facets.Where(facet => wanted.Length > 0 || facet.Suggestion.Kind is not (SuggestionKind.Colour or SuggestionKind.Type)), wanted)
            .Select(suggestion => FieldOf(suggestion) is { } field ? suggestion with { Insert = InsertOf(field, suggestion.Value, isNegated: false) } : suggestion)
            .ToList();
        var share = Math.Max(1, take / 2);
        var first = ordered.GroupBy(suggestion => suggestion.Kind).SelectMany(kind => kind.Take(share)).ToHashSet();
        return [.. ordered.Where(first.Contains).Concat(ordered.Where(suggestion => !first.Contains(suggestion))).Take(take)];
    }

    private static IEnumerable<Suggestion> Matching(IEnumerable<Facet> facets, string wanted)
        => facets.Select(facet => (facet.Suggestion, Quality: QualityOf(facet.Text, wanted)))
            .Where(item => item.Quality > 0)
            .OrderByDescending(item => item.Quality)
            .ThenByDescending(item => item.Suggestion.Count)
            .ThenBy(item => item.Suggestion.Label, StringComparer.Ordinal)
            .Select(item => item.Suggestion);

    private static IEnumerable<Suggestion> ValuesOf(QueryField field, TypedWord word, IReadOnlyList<Facet> all)
    {
        var known = KindOf.TryGetValue(field.Name, out var kind)
            ? all.Where(facet => facet.Suggestion.Kind == kind)
            : field.Values.Select(value => new Facet(new Suggestion(SuggestionKind.Value, value, value, Count: null), TextFolding.Fold(value)));
        return Matching(known, TextFolding.Fold(word.Text).Trim())
            .Select(suggestion => suggestion with { Insert = InsertOf(field, kind == SuggestionKind.Folder ? suggestion.Label : suggestion.Value, word.IsNegated) })
            .Where(suggestion => suggestion.Insert is not null);
    }

    private static List<Suggestion> FieldsLike(TypedWord word, IReadOnlyList<Facet> all)
        => word.Text.Length == 0 ? []
            : [.. QueryField.All.Where(field => field.Name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase)).Select(field => new Suggestion(
                SuggestionKind.Field,
                field.Name,
                field.Summary,
                KindOf.TryGetValue(field.Name, out var kind) ? all.Count(facet => facet.Suggestion.Kind == kind) : null,
                $"{(word.IsNegated ? "-" : "")}{field.Name}:"))];

    /// <summary>Of the kinds that only a query can ask for.</summary>
    private static QueryField? FieldOf(Suggestion suggestion) => suggestion.Kind switch
    {
        // A directory; of a folder the value is its id.
        SuggestionKind.Folder when suggestion.Value == suggestion.Label => QueryField.Find("in"),
        SuggestionKind.Person => QueryField.Find("person"),
        SuggestionKind.Colour => QueryField.Find("color"),
        SuggestionKind.Type => QueryField.Find("type"),
        _ => null,
    };

    /// <summary>Null for a value with a quotation mark in it, which no query can hold.</summary>
    private static string? InsertOf(QueryField field, string value, bool isNegated)
        => value.AsSpan().IndexOfAny("\"“”„«»「」") >= 0 ? null
            : $"{(isNegated ? "-" : "")}{field.Name}:{(value.Any(char.IsWhiteSpace) || value.AsSpan().ContainsAny('(', ')') ? $"\"{value}\"" : value)}";

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

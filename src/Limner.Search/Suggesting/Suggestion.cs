namespace Limner.Search.Suggesting;

/// <summary>What a suggestion is.</summary>
internal enum SuggestionKind
{
    Tag,
    Folder,
    Camera,
    Place,
    Date,
    Person,
    Colour,

    /// <summary>A kind of file.</summary>
    Type,

    /// <summary>One of the few values that a field may have.</summary>
    Value,

    /// <summary>A field of the query language.</summary>
    Field,
}

/// <summary>Something that completes what is typed into the search box.</summary>
/// <param name="Value">
/// What the filter takes: a tag's name, a folder's id, a camera's model, a country or a city (<c>KR</c>, <c>KR/Seoul</c>), a year or a month (<c>2024-05</c>); of the
/// kinds that no filter takes, what stands behind the field's colon; of a field its name.
/// </param>
/// <param name="Label">What a person reads.</param>
/// <param name="Count">Images it would leave; of a field, how many values are known; null where nobody has counted.</param>
/// <param name="Insert">What to put in place of what is typed from <see cref="SuggestionsView.From"/> on; null: take <paramref name="Value"/> as a filter.</param>
internal sealed record Suggestion(SuggestionKind Kind, string Value, string Label, int? Count, string? Insert = null);

/// <param name="From">Where in what is typed that begins which the suggestions complete, in UTF-16 code units.</param>
internal sealed record SuggestionsView(IReadOnlyList<Suggestion> Items, int From);

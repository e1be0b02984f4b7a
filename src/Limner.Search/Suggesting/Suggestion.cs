namespace Limner.Search.Suggesting;

/// <summary>Which filter a suggestion sets.</summary>
internal enum SuggestionKind
{
    Tag,
    Folder,
    Camera,
    Place,
    Date,
}

/// <summary>Something that completes what is typed into the search box.</summary>
/// <param name="Value">What the filter takes: a tag's name, a folder's id, a camera's model, a country or a city (<c>KR</c>, <c>KR/Seoul</c>), a year or a month (<c>2024-05</c>).</param>
/// <param name="Label">What a person reads.</param>
/// <param name="Count">Images it would leave.</param>
internal sealed record Suggestion(SuggestionKind Kind, string Value, string Label, int Count);

internal sealed record SuggestionsView(IReadOnlyList<Suggestion> Items);

using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Querying.Conditions;
using Limner.Search.Querying.Language;
using Limner.Search.Querying.Matching;

namespace Limner.Search.Querying;

/// <summary>
/// What somebody typed into the search box: words as expressions of the full-text index, all else as conditions on images.
/// <list type="bullet">
/// <item>words must all be there, each as the beginning of a word in any field;</item>
/// <item><c>"quoted words"</c> must be there as they stand, one after the other;</item>
/// <item><c>-word</c> and <c>-"quoted words"</c> must not be there (whole words);</item>
/// <item><c>tag:dog</c> and the other fields of <see cref="QueryField"/>; <c>AND</c>, <c>OR</c>, <c>NOT</c> and parentheses over all of it.</item>
/// </list>
/// </summary>
/// <param name="Match">Words that must be there, by which hits are ranked; null when none are demanded.</param>
/// <param name="Exclude">Words that must not be there; null when nothing is excluded.</param>
/// <param name="Conditions">What else must hold.</param>
/// <param name="ShowsArchived">Whether it says itself what is to become of archived images.</param>
/// <param name="FindsNothing">True when something was asked for that no index can hold, such as <c>%%%</c>.</param>
/// <param name="Wanted">The words that a hit may have been found by, for telling why.</param>
internal sealed record SearchQuery(
    string? Match, string? Exclude, IReadOnlyList<ImageCondition> Conditions, bool ShowsArchived, bool FindsNothing, IReadOnlyList<WantedWords> Wanted)
{
    /// <summary>Characters of a query; more is a validation error.</summary>
    public const int MaxLength = 1000;

    public static readonly SearchQuery Everything = new(null, null, [], ShowsArchived: false, FindsNothing: false, []);

    /// <summary>
    /// The plain words that must be there, as they were typed: what can be looked for by its meaning. Quoted words, choices, fields and what is excluded
    /// say exactly what is wanted and are none of them. Null when there are none.
    /// </summary>
    public string? FreeWords { get; init; }

    /// <summary>Of <see cref="Match"/> what is left without the free words; null when nothing is.</summary>
    public string? Exact { get; init; }

    /// <summary>The same, with the free words demanding nothing: what a picture has to fit that is found by their meaning.</summary>
    public SearchQuery WithoutFreeWords => this with { Match = Exact, FreeWords = null };

    public bool IsEmpty => Match is null && Exclude is null && Conditions.Count == 0 && !FindsNothing;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.QueryMalformed"/> with the place; <see cref="ErrorCatalogue.Validation"/>: too long.</exception>
    public static SearchQuery Parse(string? text, Gazetteer gazetteer)
        => string.IsNullOrWhiteSpace(Bounded(text)) ? Everything
            : new QueryCompiler(gazetteer).Compile(QueryParser.Parse(text));

    /// <summary>The text itself.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: it is longer than any query may be.</exception>
    public static string? Bounded(string? text)
        => text?.Length > MaxLength ? throw new LimnerException(ErrorCatalogue.Validation.With($"A query has at most {MaxLength} characters.", "q")) : text;
}

/// <summary>Words of a query, as they were typed.</summary>
/// <param name="IsPhrase">They stand one after the other.</param>
/// <param name="Kind">What they are looked for in; null: in all.</param>
internal sealed record WantedWords(string Text, bool IsPhrase, MatchKind? Kind);

using Limner.Kernel.Errors;

namespace Limner.Search.Fusion;

/// <summary>How the free words of a query find pictures. All else in a query, and every filter, holds in each of them alike.</summary>
public enum SearchMode
{
    /// <summary>Where the words stand with a picture.</summary>
    Text,

    /// <summary>By what the words mean and the pictures show.</summary>
    Semantic,

    /// <summary>Both, ranked together.</summary>
    Hybrid,
}

/// <summary>Why words were looked for as text alone, where meaning was asked for or would have been the default.</summary>
public enum TextReason
{
    /// <summary>There are no free words: quoted words, fields and filters say exactly what is wanted.</summary>
    NoFreeWords,

    /// <summary>Another order than relevance was asked for.</summary>
    Order,

    /// <summary>No image-text model is installed.</summary>
    NoTextModel,

    /// <summary>The model has made no vectors yet.</summary>
    VectorsPending,

    /// <summary>The model is being loaded, or has more words to look at than it manages: the same question in a few seconds may be answered by meaning too.</summary>
    TextModelLoading,

    /// <summary>The model failed now or lately; the list of models and the log say how.</summary>
    TextModelFailed,

    /// <summary>More pictures have the words than are ranked.</summary>
    TooCommon,
}

internal static class SearchModes
{
    /// <summary>As it is written in an address; null where nothing is said.</summary>
    public static string? Format(SearchMode? mode) => mode switch
    {
        SearchMode.Text => "text",
        SearchMode.Semantic => "semantic",
        SearchMode.Hybrid => "hybrid",
        _ => null,
    };

    /// <summary>For what counts pictures instead of ranking them: it knows words as text, and says so where another mode is asked for.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static void EnsureText(string? mode)
    {
        if (Parse(mode) is not (null or SearchMode.Text))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Here words are looked for as text alone: which pictures are found by meaning hangs on all that is asked, so it cannot be told part by part.", "mode"));
        }
    }

    /// <returns>Null when nothing is said.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static SearchMode? Parse(string? text) => text switch
    {
        null or "" => null,
        "text" => SearchMode.Text,
        "semantic" => SearchMode.Semantic,
        "hybrid" => SearchMode.Hybrid,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("It is text, semantic or hybrid.", "mode")),
    };
}

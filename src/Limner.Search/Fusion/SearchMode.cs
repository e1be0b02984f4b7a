using Limner.Kernel.Errors;

namespace Limner.Search.Fusion;

/// <summary>How the free words of a query find pictures. All else in a query, and every filter, holds in each of them alike.</summary>
internal enum SearchMode
{
    /// <summary>Where the words stand with a picture.</summary>
    Text,

    /// <summary>By what the words mean and the pictures show.</summary>
    Semantic,

    /// <summary>Both, ranked together.</summary>
    Hybrid,
}

/// <summary>Why words were looked for as text alone, where meaning was asked for or would have been the default.</summary>
internal enum TextReason
{
    /// <summary>There are no free words: quoted words, fields and filters say exactly what is wanted.</summary>
    NoFreeWords,

    /// <summary>Another order than relevance was asked for.</summary>
    Order,

    /// <summary>No image-text model is installed.</summary>
    NoTextModel,

    /// <summary>The model has made no vectors yet.</summary>
    VectorsPending,

    /// <summary>The model failed; the log says how.</summary>
    TextModelFailed,

    /// <summary>More pictures have the words than are ranked.</summary>
    TooCommon,
}

internal static class SearchModes
{
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

namespace Limner.Documents;

/// <summary>How texts are cut into the words of a full-text index, and queries into the same words. Whoever searches knows; there is one way for all.</summary>
public interface IDocumentWords
{
    /// <summary>Rises when the same text gives other words.</summary>
    int Version { get; }

    /// <summary>The words of these texts with spaces between.</summary>
    string ForIndex(IEnumerable<string> texts);

    /// <summary>An expression of FTS5 that all words of a query fulfil, each as the beginning of a word; null where it has none.</summary>
    string? ForQuery(string query);

    /// <summary>Where in a text the first of the query's words stands, and how many characters of it; null where none does.</summary>
    (int Start, int Length)? FindFirst(string text, string query);
}

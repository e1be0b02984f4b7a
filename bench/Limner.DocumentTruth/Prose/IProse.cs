namespace Limner.DocumentTruth.Prose;

/// <summary>Text of one language that a language model would not stumble over, from a grammar of its own: what comes from the same seed is the same.</summary>
internal interface IProse
{
    /// <summary>As in HTML: <c>en</c>, <c>ko</c>.</summary>
    string Language { get; }

    string Sentence();

    /// <summary>A few words without an end mark, as for a heading.</summary>
    string Phrase();

    /// <summary>One or two words, as for the head of a table's column.</summary>
    string Term();

    string Name();

    /// <summary>"Figure", "Table", "Note" and the like.</summary>
    string Word(Label label);
}

internal enum Label
{
    Figure,
    Table,
    Note,
    Total,
    Dear,
    Regards,
}

internal static class ProseExtensions
{
    public static string Paragraph(this IProse prose, int sentences) => string.Join(' ', Enumerable.Range(0, sentences).Select(_ => prose.Sentence()));
}

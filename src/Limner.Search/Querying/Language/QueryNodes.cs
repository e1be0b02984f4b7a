namespace Limner.Search.Querying.Language;

/// <summary>Where something stands in what was typed: UTF-16 code units, as strings are counted here and in browsers.</summary>
internal readonly record struct SourceSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static SourceSpan Between(int start, int end) => new(start, end - start);
}

/// <summary>A part of a query as it was written.</summary>
internal abstract record QueryNode(SourceSpan Span);

/// <summary>All of these.</summary>
internal sealed record AllNode(IReadOnlyList<QueryNode> Parts, SourceSpan Span) : QueryNode(Span);

/// <summary>Any of these.</summary>
internal sealed record AnyNode(IReadOnlyList<QueryNode> Parts, SourceSpan Span) : QueryNode(Span);

/// <summary>Not this.</summary>
internal sealed record NotNode(QueryNode Part, SourceSpan Span) : QueryNode(Span);

/// <summary>A plain word, or words in quotation marks.</summary>
internal sealed record WordsNode(string Text, bool IsPhrase, SourceSpan Span) : QueryNode(Span);

/// <summary><c>tag:dog</c>, <c>tag:"dining table"</c>.</summary>
internal sealed record FieldNode(QueryField Field, string Value, bool IsQuoted, SourceSpan Span) : QueryNode(Span);

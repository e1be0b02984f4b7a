using Limner.Kernel.Errors;
using Limner.Library;

namespace Limner.Search.Querying.Language;

/// <summary>What a part of a query is.</summary>
internal enum QueryTermKind
{
    /// <summary>A plain word.</summary>
    Word,

    /// <summary>Quoted words.</summary>
    Phrase,

    /// <summary><c>tag:dog</c>.</summary>
    Field,

    /// <summary>Several, any of which will do.</summary>
    Choice,

    /// <summary>Several in parentheses, which must all hold.</summary>
    Group,
}

/// <summary>One of the things that a query asks for; all of them must hold. Taking out its part of the text leaves a query that can be read.</summary>
/// <param name="Start">Where it stands in the query, in UTF-16 code units.</param>
/// <param name="Text">As it was typed, with what negates it.</param>
/// <param name="Field">Of a field its name before the colon.</param>
/// <param name="Value">Of a field, a word or quoted words what is asked for, without quotation marks.</param>
/// <param name="Negated">Whether it must not hold.</param>
internal sealed record QueryTermView(int Start, int Length, string Text, QueryTermKind Kind, string? Field, string? Value, bool Negated);

/// <summary>Why a query cannot be read.</summary>
/// <param name="Position">In UTF-16 code units.</param>
internal sealed record QueryProblemView(string Detail, int Position, int Length);

/// <summary>A field of the query language.</summary>
internal sealed record QueryFieldView(string Name, string Example, string Summary);

internal sealed record QueryFieldsView(IReadOnlyList<QueryFieldView> Items);

/// <summary>A query taken apart.</summary>
/// <param name="UsesOperators">Whether it is more than words, quoted words and excluded ones.</param>
/// <param name="Problem">Null when it can be read; there are no terms otherwise.</param>
internal sealed record QueryView(IReadOnlyList<QueryTermView> Terms, bool UsesOperators, QueryProblemView? Problem)
{
    public static QueryView Of(string text, Gazetteer gazetteer)
    {
        try
        {
            SearchQuery.Parse(text, gazetteer);
            var query = QueryParser.Parse(text);
            return new QueryView([.. query.Terms.Select(term => TermOf(text, term))], query.UsesOperators, null);
        }
        catch (LimnerException failure) when (failure.Failure is { Position: { } position, Length: { } length } problem)
        {
            return new QueryView([], UsesOperators: true, new QueryProblemView(problem.Detail ?? problem.Error.Title, position, length));
        }
    }

    private static QueryTermView TermOf(string text, QueryNode node)
    {
        var part = node;
        var isNegated = false;
        while (part is NotNode not)
        {
            (part, isNegated) = (not.Part, !isNegated);
        }

        var (kind, field, value) = part switch
        {
            FieldNode named => (QueryTermKind.Field, named.Field.Name, named.Value),
            WordsNode words => (words.IsPhrase ? QueryTermKind.Phrase : QueryTermKind.Word, null, words.Text),
            AnyNode => (QueryTermKind.Choice, null, null),
            _ => (QueryTermKind.Group, null, (string?)null),
        };
        return new QueryTermView(node.Span.Start, node.Span.Length, text.Substring(node.Span.Start, node.Span.Length), kind, field, value, isNegated);
    }
}

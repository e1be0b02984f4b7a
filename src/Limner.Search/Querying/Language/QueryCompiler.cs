using Limner.Library;
using Limner.Search.Querying.Conditions;
using Limner.Search.Querying.Matching;

namespace Limner.Search.Querying.Language;

/// <summary>
/// Makes of a query what the database is asked. Words that must all be there stay one expression of the full-text index, which ranks; the same where
/// nothing but words are joined by OR. What mixes words with other conditions looks the words up apart.
/// </summary>
internal sealed class QueryCompiler(Gazetteer gazetteer)
{
    /// <summary>Fields of a query: each is a look-up.</summary>
    public const int MaxFields = 32;

    private readonly WordExpressions _words = new();
    private readonly List<WantedWords> _wanted = [];
    private int _fields;
    private bool _showsArchived;
    private bool _isExpression;

    /// <summary>What a part of a query comes to.</summary>
    private enum Outcome
    {
        /// <summary>Says nothing: a hyphen or a quotation mark that is still being typed.</summary>
        Nothing,

        /// <summary>Asks for what no index can hold.</summary>
        Unreadable,

        /// <summary>An expression of the full-text index.</summary>
        Text,
        Condition,
    }

    public SearchQuery Compile(ParsedQuery query)
    {
        _isExpression = query.UsesOperators;
        var demanded = new List<string>();
        var exact = new List<string>();
        var free = new List<string>();
        var excluded = new List<string>();
        var conditions = new List<ImageCondition>();
        var isUnreadable = false;
        foreach (var term in query.Terms)
        {
            if (term is NotNode { Part: var part })
            {
                var without = Compile(part, isNegated: true);
                if (without.Expression is not null)
                {
                    excluded.Add(without.Expression);
                }
                else if (without.Condition is not null)
                {
                    conditions.Add(new Not(without.Condition));
                }
            }
            else
            {
                var with = Compile(term, isNegated: false);
                isUnreadable |= with.Outcome == Outcome.Unreadable;
                if (with.Expression is not null)
                {
                    demanded.Add(with.Expression);
                    if (term is WordsNode { IsPhrase: false } words)
                    {
                        free.Add(words.Text);
                    }
                    else
                    {
                        exact.Add(with.Expression);
                    }
                }
                else if (with.Condition is not null)
                {
                    conditions.Add(with.Condition);
                }
            }

            if (_words.IsSpent && !_isExpression)
            {
                break;
            }
        }

        return new SearchQuery(
            demanded.Count == 0 ? null : string.Join(" AND ", demanded),
            excluded.Count == 0 ? null : string.Join(" OR ", excluded),
            conditions,
            _showsArchived,
            demanded.Count == 0 && isUnreadable,
            _wanted)
        {
            FreeWords = free.Count == 0 ? null : string.Join(' ', free),
            Exact = exact.Count == 0 ? null : string.Join(" AND ", exact),
        };
    }

    /// <param name="isNegated">Under an odd number of NOTs: whole words there, as the beginning of a word would exclude too much.</param>
    private Part Compile(QueryNode node, bool isNegated) => node switch
    {
        AllNode all => CompileAll(all, isNegated),
        AnyNode any => CompileAny(any, isNegated),
        NotNode not => Compile(not.Part, !isNegated) switch
        {
            { Expression: { } expression } => Part.Of(new Not(new TextCondition(expression))),
            { Condition: { } condition } => Part.Of(new Not(condition)),
            _ => default,
        },
        WordsNode words => CompileWords(words, columns: null, shownIn: null, isNegated),
        FieldNode field => CompileField(field, isNegated),
        _ => throw new ArgumentException($"A part of a kind that nobody compiles: {node.GetType()}.", nameof(node)),
    };

    private Part CompileAll(AllNode all, bool isNegated)
    {
        var parts = all.Parts.Select(part => Compile(part, isNegated)).ToList();
        var expressions = parts.Select(part => part.Expression).OfType<string>().ToList();
        var conditions = parts.Select(part => part.Condition).OfType<ImageCondition>().ToList();
        if (expressions.Count == 0 && parts.Any(part => part.Outcome == Outcome.Unreadable))
        {
            return new Part(Outcome.Unreadable, null, null);
        }

        var expression = expressions.Count == 0 ? null : $"({string.Join(" AND ", expressions)})";
        return conditions.Count == 0 ? expression is null ? default : Part.Of(expression)
            : expression is null && conditions.Count == 1 ? Part.Of(conditions[0])
            : Part.Of(new AllOf(expression is null ? conditions : [new TextCondition(expression), .. conditions]));
    }

    private Part CompileAny(AnyNode any, bool isNegated)
    {
        var parts = any.Parts.Select(part => Compile(part, isNegated)).ToList();
        var expressions = parts.Select(part => part.Expression).OfType<string>().ToList();
        var conditions = parts.Select(part => part.Condition).OfType<ImageCondition>().ToList();
        if (expressions.Count + conditions.Count == 0)
        {
            return parts.Any(part => part.Outcome == Outcome.Unreadable) ? new Part(Outcome.Unreadable, null, null) : default;
        }

        var expression = expressions.Count == 0 ? null : $"({string.Join(" OR ", expressions.Select(each => $"({each})"))})";
        return conditions.Count == 0 ? Part.Of(expression!)
            : expression is null && conditions.Count == 1 ? Part.Of(conditions[0])
            : Part.Of(new AnyOf(expression is null ? conditions : [new TextCondition(expression), .. conditions]));
    }

    private Part CompileWords(WordsNode words, string? columns, MatchKind? shownIn, bool isNegated)
    {
        // Of a text that somebody pasted the first words are enough; an expression without its end would say something else.
        if (_words.IsSpent && _isExpression)
        {
            throw MalformedQuery.At(words.Span, $"At most {WordExpressions.MaxWords} words.");
        }

        var expression = words.IsPhrase || isNegated ? _words.Phrase(words.Text) : _words.Words(words.Text);
        if (expression is null)
        {
            return words.Text.AsSpan().ContainsAnyExcept(" \t\r\n-\"'") ? new Part(Outcome.Unreadable, null, null) : default;
        }

        if (!isNegated)
        {
            _wanted.Add(new WantedWords(words.Text, words.IsPhrase, shownIn));
        }

        return Part.Of(columns is null ? expression : $"({{{columns}}} : ({expression}))");
    }

    private Part CompileField(FieldNode node, bool isNegated)
    {
        if (++_fields > MaxFields)
        {
            throw MalformedQuery.At(node.Span, $"At most {MaxFields} fields.");
        }

        if (node.Field.Columns is { } columns)
        {
            var found = CompileWords(new WordsNode(node.Value, node.IsQuoted, node.Span), columns, node.Field.ShownIn, isNegated);

            // Whoever names a column means it: what cannot be there is not set aside.
            return found.Outcome is Outcome.Text ? found : Part.Of(Nowhere.Instance);
        }

        var value = new FieldValue(node.Value, node.IsQuoted, gazetteer);
        var condition = node.Field.Read(value) ?? throw MalformedQuery.At(node.Span, node.Field.Refusal(value));
        if (!isNegated && node.Field.ShownIn is { } kind)
        {
            _wanted.Add(new WantedWords(node.Value, kind != MatchKind.Person || node.IsQuoted, kind));
        }

        _showsArchived |= condition is AlbumCondition or ArchivedCondition;
        return Part.Of(condition);
    }

    private readonly record struct Part(Outcome Outcome, string? Expression, ImageCondition? Condition)
    {
        public static Part Of(string expression) => new(Outcome.Text, expression, null);

        public static Part Of(ImageCondition condition) => new(Outcome.Condition, null, condition);
    }
}

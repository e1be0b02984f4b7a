using Limner.Kernel.Errors;

namespace Limner.Search.Querying.Language;

/// <summary>
/// Reads the query language by recursive descent (<c>docs/decisions/0024-query-language.md</c>):
/// <code>
/// any     = all { "OR" all }
/// all     = part { [ "AND" ] part }
/// part    = "NOT" part | "-" primary | primary
/// primary = "(" any ")" | quoted | field ":" ( quoted | word ) | word
/// </code>
/// A name before a colon that is no field, a parenthesis inside a word and a quotation mark that is not closed yet are text, as they always were.
/// </summary>
internal sealed class QueryParser
{
    /// <summary>Levels of parentheses and of NOT.</summary>
    public const int MaxDepth = 12;

    private readonly string _text;
    private int _at;
    private int _groups;
    private int _depth;
    private bool _usesOperators;

    private QueryParser(string text) => _text = text;

    private bool IsAtEnd => _at >= _text.Length;

    private bool IsAtGroupEnd => _groups > 0 && !IsAtEnd && _text[_at] == ')';

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.QueryMalformed"/> with the place.</exception>
    public static ParsedQuery Parse(string? text)
    {
        var parser = new QueryParser(text ?? "");
        var root = parser.ParseAny();
        return new ParsedQuery(root, parser._usesOperators);
    }

    private QueryNode? ParseAny()
    {
        var parts = new List<QueryNode>();
        SourceSpan? or = null;
        while (true)
        {
            var part = ParseAll();
            if (part is null && or is { } dangling)
            {
                throw MalformedQuery.At(dangling, "Nothing follows OR.");
            }

            if (part is not null)
            {
                parts.Add(part);
            }

            if (!TryKeyword("OR", out var found))
            {
                break;
            }

            or = part is null ? throw MalformedQuery.At(found, "Nothing stands before OR.") : found;
        }

        return parts.Count < 2 ? parts.FirstOrDefault() : new AnyNode(parts, SourceSpan.Between(parts[0].Span.Start, parts[^1].Span.End));
    }

    private QueryNode? ParseAll()
    {
        var parts = new List<QueryNode>();
        SourceSpan? and = null;
        while (true)
        {
            SkipSpace();
            if (IsAtEnd || IsAtGroupEnd || IsKeyword("OR"))
            {
                break;
            }

            if (TryKeyword("AND", out var found))
            {
                and = parts.Count == 0 || and is not null ? throw MalformedQuery.At(found, "Nothing stands before AND.") : found;
                continue;
            }

            parts.Add(ParsePart());
            and = null;
        }

        return and is { } dangling ? throw MalformedQuery.At(dangling, "Nothing follows AND.")
            : parts.Count < 2 ? parts.FirstOrDefault()
            : new AllNode(parts, SourceSpan.Between(parts[0].Span.Start, parts[^1].Span.End));
    }

    private QueryNode ParsePart()
    {
        var start = _at;
        if (TryKeyword("NOT", out var not))
        {
            SkipSpace();
            if (IsAtEnd || IsAtGroupEnd || IsKeyword("OR") || IsKeyword("AND"))
            {
                throw MalformedQuery.At(not, "Nothing follows NOT.");
            }

            Descend(not);
            var part = ParsePart();
            _depth--;
            return new NotNode(part, SourceSpan.Between(start, part.Span.End));
        }

        if (_text[_at] == '-' && _at + 1 < _text.Length && !char.IsWhiteSpace(_text[_at + 1]) && !(_groups > 0 && _text[_at + 1] == ')'))
        {
            _at++;
            var part = ParsePrimary();
            return new NotNode(part, SourceSpan.Between(start, part.Span.End));
        }

        return ParsePrimary();
    }

    private QueryNode ParsePrimary()
    {
        var start = _at;
        if (_text[_at] == '(')
        {
            return ParseGroup();
        }

        if (_text[_at] == ')' && _groups == 0)
        {
            throw MalformedQuery.At(new SourceSpan(_at, 1), "No parenthesis is open here.");
        }

        if (IsQuote(_text[_at]))
        {
            var phrase = ReadQuoted();
            return new WordsNode(phrase, IsPhrase: true, SourceSpan.Between(start, _at));
        }

        if (ReadField() is not { } field)
        {
            var word = ReadWord();
            return new WordsNode(word, IsPhrase: false, SourceSpan.Between(start, _at));
        }

        _usesOperators = true;
        var isQuoted = !IsAtEnd && IsQuote(_text[_at]);
        var value = isQuoted ? ReadQuoted() : ReadWord();
        var span = SourceSpan.Between(start, _at);
        return string.IsNullOrWhiteSpace(value) ? throw MalformedQuery.At(span, $"{field.Name}: wants a value, as in {field.Example}.") : new FieldNode(field, value.Trim(), isQuoted, span);
    }

    private QueryNode ParseGroup()
    {
        var open = new SourceSpan(_at++, 1);
        _usesOperators = true;
        _groups++;
        Descend(open);
        var inner = ParseAny();
        SkipSpace();
        if (IsAtEnd)
        {
            throw MalformedQuery.At(open, "The parenthesis is not closed.");
        }

        _at++;
        _groups--;
        _depth--;
        var span = SourceSpan.Between(open.Start, _at);
        return (inner ?? throw MalformedQuery.At(span, "Nothing stands in the parentheses.")) with { Span = span };
    }

    private void Descend(SourceSpan at)
    {
        if (++_depth > MaxDepth)
        {
            throw MalformedQuery.At(at, $"At most {MaxDepth} levels of parentheses and NOT.");
        }
    }

    private string ReadQuoted()
    {
        var start = ++_at;
        while (!IsAtEnd && !IsQuote(_text[_at]))
        {
            _at++;
        }

        var content = _text[start.._at];
        _at = Math.Min(_at + 1, _text.Length);
        return content;
    }

    private string ReadWord()
    {
        var start = _at;
        for (var open = 0; !IsAtEnd && !char.IsWhiteSpace(_text[_at]) && !IsQuote(_text[_at]); _at++)
        {
            if (_text[_at] == '(')
            {
                open++;
            }
            else if (_text[_at] == ')' && open > 0)
            {
                open--;
            }
            else if (_text[_at] == ')' && _groups > 0)
            {
                break;
            }
        }

        return _text[start.._at];
    }

    private QueryField? ReadField()
    {
        var end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        if (end == _text.Length || _text[end] != ':' || QueryField.Find(_text[_at..end]) is not { } field)
        {
            return null;
        }

        _at = end + 1;
        return field;
    }

    private bool TryKeyword(string keyword, out SourceSpan span)
    {
        span = new SourceSpan(_at, keyword.Length);
        if (!IsKeyword(keyword))
        {
            return false;
        }

        _usesOperators = true;
        _at = span.End;
        return true;
    }

    private bool IsKeyword(string keyword)
        => string.CompareOrdinal(_text, _at, keyword, 0, keyword.Length) == 0
            && (_at + keyword.Length == _text.Length || _text[_at + keyword.Length] is var next && (char.IsWhiteSpace(next) || next is '(' or ')' || IsQuote(next)));

    private void SkipSpace()
    {
        while (!IsAtEnd && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„' or '«' or '»' or '「' or '」';
}

using Limner.Search.Querying.Language;

namespace Limner.Search.Suggesting;

/// <summary>The word at the end of what is typed into the search box: the one that is being typed.</summary>
/// <param name="Start">Where it begins, its hyphen included.</param>
/// <param name="IsNegated">Whether a hyphen stands before it.</param>
/// <param name="Field">The field before its colon, if it has one.</param>
/// <param name="Text">What is typed of it so far, without the field and the quotation mark that is still open.</param>
internal readonly record struct TypedWord(int Start, bool IsNegated, QueryField? Field, string Text)
{
    public static TypedWord Of(string text)
    {
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (char.IsWhiteSpace(text[i]) || (text[i] == '(' && i == start)))
            {
                start = i + 1;
            }
        }

        var word = text[start..];
        var isNegated = word.StartsWith('-');
        word = isNegated ? word[1..] : word;
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && QueryField.Find(word[..colon]) is { } field
            ? new TypedWord(start, isNegated, field, word[(colon + 1)..].TrimStart('"'))
            : new TypedWord(start, isNegated, null, word);
    }
}

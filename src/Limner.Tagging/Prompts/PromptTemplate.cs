using System.Text.RegularExpressions;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Tagging.Prompts;

/// <summary>What is known of a picture, to be put into a prompt. All of it was written by somebody: it is cut to a length and stays on one line.</summary>
/// <param name="ExistingTags">What people and files say; never what a model said, or an answer would depend on the one before.</param>
internal sealed record PromptValues(IReadOnlyList<string> ExistingTags, string? Place, string? Date, string FileName);

/// <summary>
/// A prompt with variables in braces: <c>{existing_tags}</c>, <c>{place}</c>, <c>{date}</c>, <c>{file_name}</c>, <c>{language}</c>. Braces around anything but
/// letters and underscores are text; <c>{{name}}</c> is the text <c>{name}</c>.
/// </summary>
internal static partial class PromptTemplate
{
    public const int MaxLength = 8000;
    public const int MaxLanguage = 50;
    private const int MaxTags = 30;
    private const int MaxValue = 300;
    private const string Unknown = "unknown";

    public static readonly IReadOnlyList<string> Variables = ["existing_tags", "place", "date", "file_name", "language"];

    /// <summary>The text without white space around it.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: empty, too long, with characters nobody sees, or with a variable that does not exist.</exception>
    public static string Check(string text, string field)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > MaxLength)
        {
            throw Refused($"1 to {MaxLength} characters.", field);
        }

        if (PlainText.FindInvisible(trimmed, linesAllowed: true) is { } at)
        {
            throw Refused($"The character at place {at + 1} cannot be seen.", field);
        }

        var unknown = Variable().Matches(trimmed).FirstOrDefault(match => !IsEscaped(match) && !Variables.Contains(NameOf(match)));
        return unknown is null ? trimmed : throw Refused($"There is no variable {unknown.Value}; there are {string.Join(", ", Variables.Select(name => $"{{{name}}}"))}.", field);
    }

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/></exception>
    public static string CheckLanguage(string language, string field) => PlainText.Check(language, MaxLanguage, field);

    public static string Render(string text, string language, PromptValues values)
        => Variable().Replace(text, match => IsEscaped(match) ? match.Value[1..^1] : NameOf(match) switch
        {
            "existing_tags" => values.ExistingTags.Count == 0 ? "nothing" : string.Join(", ", values.ExistingTags.Take(MaxTags).Select(OneLine)),
            "place" => OneLine(values.Place),
            "date" => OneLine(values.Date),
            "file_name" => OneLine(values.FileName),
            "language" => language,
            _ => match.Value,
        });

    private static string OneLine(string? value) => value is null ? Unknown : PlainText.Scrub(value, MaxValue, linesAllowed: false) ?? Unknown;

    private static bool IsEscaped(Match match) => match.Value.StartsWith("{{", StringComparison.Ordinal) && match.Value.EndsWith("}}", StringComparison.Ordinal);

    private static string NameOf(Match match) => match.Groups["name"].Value;

    private static LimnerException Refused(string reason, string field) => new(ErrorCatalogue.Validation.With(reason, field));

    [GeneratedRegex(@"\{?\{(?<name>[A-Za-z_]+)\}\}?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Limner.Kernel.Errors;

namespace Limner.Host.Problems;

/// <summary>Says in the API's words what the framework found wrong with a request, without the names of this program's types.</summary>
internal static partial class RequestJson
{
    public static Failure Explain(JsonException exception)
    {
        if (UnmappedMember().Match(exception.Message) is { Success: true } unmapped)
        {
            return ErrorCatalogue.Validation.With("There is no such field.", unmapped.Groups["name"].Value);
        }

        if (MissingMembers().Match(exception.Message) is { Success: true } missing)
        {
            var first = missing.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries)[0].Trim('\'', '"', '.');
            return ErrorCatalogue.Validation.With("The field is required.", first);
        }

        if (NullMember().Match(exception.Message) is { Success: true } nothing)
        {
            return ErrorCatalogue.Validation.With("The field may not be null.", ToField(exception.Path) ?? nothing.Groups["name"].Value);
        }

        var field = ToField(exception.Path);
        return field is null
            ? ErrorCatalogue.Validation.With("The body is not valid JSON, or not of the shape this address takes.")
            : ErrorCatalogue.Validation.With("The value is not of the right type.", field);
    }

    public static Failure Explain(BadHttpRequestException exception)
        => exception.Message.Contains("no body was provided", StringComparison.Ordinal)
            ? ErrorCatalogue.Validation.With("The request has no body.")
            : Parameter().Match(exception.Message) is { Success: true } match
            ? ErrorCatalogue.Validation.With(
                exception.Message.StartsWith("Required", StringComparison.Ordinal) ? "The parameter is required." : "The value is not of the right type.",
                match.Groups["name"].Value)
            : ErrorCatalogue.Validation.With("The request could not be read.");

    private static string? ToField(string? path) => path is null or "$" ? null : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    [GeneratedRegex("^The JSON property '(?<name>[^']+)' could not be mapped", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnmappedMember();

    [GeneratedRegex("missing required properties including: (?<names>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("(property|parameter) '(?<name>[^']+)' .*doesn't allow (setting )?null", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NullMember();

    // "Failed to bind parameter "Nullable<int> limit" from "abc".", "Required parameter "string path" was not provided from query string."
    [GeneratedRegex("parameter \"[^\"]*?(?<name>[A-Za-z_0-9]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}

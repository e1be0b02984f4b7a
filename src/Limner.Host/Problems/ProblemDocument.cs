namespace Limner.Host.Problems;

/// <summary>How every failure is answered: RFC 9457, with this product's own members.</summary>
/// <param name="Type">Address of the code's description.</param>
/// <param name="Title">What went wrong.</param>
/// <param name="Status">The HTTP status again.</param>
/// <param name="Code">Stable name of the failure; clients branch on it.</param>
/// <param name="Remedy">What mends it.</param>
/// <param name="TraceId">Under this the server's log has more.</param>
/// <param name="Detail">About this case.</param>
/// <param name="Field">The request field at fault.</param>
/// <param name="Position">Where in the field's text the fault lies, in UTF-16 code units from its beginning.</param>
/// <param name="Length">How far it reaches from there.</param>
/// <param name="Errors">Messages by field, when more than one is at fault.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Code,
    string Remedy,
    string TraceId,
    string? Detail = null,
    string? Field = null,
    int? Position = null,
    int? Length = null,
    IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public const string ContentType = "application/problem+json";
}

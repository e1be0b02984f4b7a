namespace Limner.Kernel.Errors;

/// <summary>An expected failure as a value: which one, and what is known about this case.</summary>
/// <param name="Error">The catalogue entry.</param>
/// <param name="Detail">Names the thing at fault; safe to show to the user who caused it.</param>
/// <param name="Field">The request field at fault, in the API's own spelling.</param>
public sealed record Failure(ErrorDefinition Error, string? Detail = null, string? Field = null)
{
    /// <summary>Where in the field's text the fault lies, in UTF-16 code units from its beginning; null where it is the whole of it.</summary>
    public int? Position { get; init; }

    /// <summary>How far the fault reaches from <see cref="Position"/>.</summary>
    public int? Length { get; init; }

    public override string ToString() => Detail is null ? Error.Code : $"{Error.Code}: {Detail}";
}

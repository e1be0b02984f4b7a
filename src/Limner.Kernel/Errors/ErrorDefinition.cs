namespace Limner.Kernel.Errors;

/// <summary>One kind of failure a user or a client can meet.</summary>
/// <param name="Code">Stable, snake_case, part of the API: clients branch on it.</param>
/// <param name="Status">HTTP status that a problem document with this code carries.</param>
/// <param name="Title">What went wrong, one short sentence without a full stop.</param>
/// <param name="Remedy">What mends it, addressed to the person who sees it.</param>
/// <param name="IsTransient">True when the same request may succeed later without anybody changing anything.</param>
public sealed record ErrorDefinition(string Code, int Status, string Title, string Remedy, bool IsTransient = false)
{
    /// <summary>This failure, with what is known about the case at hand.</summary>
    public Failure With(string? detail = null, string? field = null) => new(this, detail, field);

    public override string ToString() => Code;
}

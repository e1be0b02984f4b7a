namespace Limner.Tagging;

/// <summary>That a tag stands somewhere below another (table <c>tag_ancestors</c>).</summary>
public sealed class TagAncestorRow
{
    public long TagId { get; set; }

    public long AncestorId { get; set; }

    /// <summary>1 for the tag's parent.</summary>
    public int Steps { get; set; }
}

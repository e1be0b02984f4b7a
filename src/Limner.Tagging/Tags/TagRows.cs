namespace Limner.Tagging;

/// <summary>Who says that a tag fits a picture.</summary>
public enum TagSource
{
    /// <summary>A detector; the tag carries its confidence.</summary>
    Model,

    /// <summary>A person.</summary>
    Manual,

    /// <summary>Keywords written into the file.</summary>
    File,
}

/// <summary>A word somebody's pictures are filed under (table <c>tags</c>). Every user has tags of their own.</summary>
public sealed class TagRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    /// <summary>As first written.</summary>
    public required string Name { get; set; }

    /// <summary><see cref="TagName.KeyOf"/> of the name: what makes two spellings one tag.</summary>
    public required string NameKey { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>That a picture has a tag, by one source (table <c>image_tags</c>): model and person may say the same side by side.</summary>
public sealed class ImageTagRow
{
    public long ImageId { get; set; }

    public long TagId { get; set; }

    public TagSource Source { get; set; }

    /// <summary>0..1; the best of the label's boxes. Null for what a person or a file says.</summary>
    public double? Confidence { get; set; }
}

/// <summary>That somebody took a tag off a picture: the model does not put it back there (table <c>rejected_tags</c>).</summary>
internal sealed class RejectedTagRow
{
    public long ImageId { get; set; }

    public long TagId { get; set; }
}

namespace Limner.Tagging;

/// <summary>Who says that a tag fits a picture.</summary>
public enum TagSource
{
    /// <summary>A model; the tag carries its name and its confidence.</summary>
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

    /// <summary>The wider tag of the same owner under which this one stands. There are no cycles.</summary>
    public long? ParentId { get; set; }

    /// <summary>Where it stands among the tags its owner allows models to give, ascending; null: it is none of them.</summary>
    public long? VocabularyPlace { get; set; }
}

/// <summary>That a picture has a tag, by one source (table <c>image_tags</c>): people, files and several models may say the same side by side.</summary>
public sealed class ImageTagRow
{
    public long ImageId { get; set; }

    public long TagId { get; set; }

    public TagSource Source { get; set; }

    /// <summary>Which model, see <see cref="TagModels"/>; empty for what a person or a file says.</summary>
    public string Model { get; set; } = "";

    /// <summary>0..1; of a detection the best of the label's boxes. Null for what a person or a file says.</summary>
    public double? Confidence { get; set; }
}

/// <summary>That somebody took a tag off a picture: the model does not put it back there (table <c>rejected_tags</c>).</summary>
internal sealed class RejectedTagRow
{
    public long ImageId { get; set; }

    public long TagId { get; set; }
}

/// <summary>What a model said of an image in its own words (table <c>suggested_tags</c>); the vocabulary makes tags of them.</summary>
internal sealed class SuggestedTagRow
{
    public long ImageId { get; set; }

    public required string Model { get; set; }

    public required string NameKey { get; set; }

    public required string Name { get; set; }

    /// <summary>The content that the model saw.</summary>
    public long ContentId { get; set; }

    public double Confidence { get; set; }
}

namespace Limner.Tagging.Operations;

/// <summary>What can be done to tags, beside giving and taking them.</summary>
internal enum TagOperationKind
{
    Rename,
    Move,
    Merge,
    Delete,

    /// <summary>Said of models' tags; nothing happens to the tags themselves.</summary>
    Review,
}

/// <summary>How far an operation has come.</summary>
internal enum TagOperationState
{
    Applying,
    Applied,
    Undoing,
    Undone,
}

/// <summary>Something done to tags, and to the images that have them (table <c>tag_operations</c>).</summary>
internal sealed class TagOperationRow
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public TagOperationKind Kind { get; set; }

    public TagOperationState State { get; set; }

    /// <summary>One line for people.</summary>
    public required string Title { get; set; }

    /// <summary>A <see cref="TagsChange"/> as JSON.</summary>
    public required string Change { get; set; }

    public long ImageCount { get; set; }

    /// <summary>Images that are dealt with.</summary>
    public long DoneCount { get; set; }

    /// <summary>Images that undoing has put back.</summary>
    public long Restored { get; set; }

    /// <summary>Images that undoing has left, as they have been changed since.</summary>
    public long Kept { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Where an image stands in an operation.</summary>
internal enum TagOperationImageState
{
    Pending,
    Done,
    Undone,
}

/// <summary>An image that an operation reaches (table <c>tag_operation_images</c>).</summary>
internal sealed class TagOperationImageRow
{
    public long OperationId { get; set; }

    public long ImageId { get; set; }

    public TagOperationImageState State { get; set; }

    /// <summary>Pending reviews: an <see cref="ImageVerdicts"/>. Done: an <see cref="ImageTagsChange"/>. Null where the image's own tags stay.</summary>
    public string? Change { get; set; }
}

/// <summary>What a person said of a model's tag (table <c>tag_reviews</c>).</summary>
internal sealed class TagReviewRow
{
    public long ImageId { get; set; }

    public long TagId { get; set; }

    public required string Model { get; set; }

    public TagVerdict Verdict { get; set; }

    /// <summary>The model's, when it was said.</summary>
    public double? Confidence { get; set; }

    public DateTimeOffset ReviewedAt { get; set; }
}

/// <summary>Whether a model was right.</summary>
internal enum TagVerdict
{
    Accepted,
    Rejected,
}

namespace Limner.Tagging.Vocabularies;

/// <summary>What somebody has decided about their vocabulary as a whole (table <c>vocabularies</c>). Who has no row allows every word.</summary>
internal sealed class VocabularyRow
{
    public long OwnerId { get; set; }

    /// <summary>Whether models may give tags that are not in the vocabulary.</summary>
    public bool FreeTags { get; set; } = true;

    /// <summary>Another after every change to what models may say; it grows.</summary>
    public long Revision { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A word that stands for a tag that reads otherwise, or one that is never to be given (table <c>vocabulary_words</c>).</summary>
internal sealed class VocabularyWordRow
{
    public long OwnerId { get; set; }

    /// <summary><see cref="TagName.KeyOf"/> of the name.</summary>
    public required string NameKey { get; set; }

    /// <summary>As written.</summary>
    public required string Name { get; set; }

    /// <summary>The tag it stands for; null: models must not say it.</summary>
    public long? TagId { get; set; }

    /// <summary>Whether the tag was once called so, rather than that its owner wrote a synonym down: sidecars follow.</summary>
    public bool Former { get; set; }
}

/// <summary>An image whose tags are to be made anew because the vocabulary has changed (table <c>vocabulary_images</c>).</summary>
internal sealed class VocabularyImageRow
{
    public long OwnerId { get; set; }

    public long ImageId { get; set; }
}

namespace Limner.Tagging;

/// <summary>How far the reading of a content's text is.</summary>
public enum TextState
{
    /// <summary>The gate sees no text in it, and nobody asked.</summary>
    None,

    /// <summary>It is to be read.</summary>
    Pending,

    /// <summary>It was read, and perhaps there was none.</summary>
    Read,

    /// <summary>It could not be read, and is not tried again by itself.</summary>
    Failed,
}

/// <summary>What is known of a content's text (table <c>content_texts</c>).</summary>
public sealed class ContentTextRow
{
    public long ContentId { get; set; }

    /// <summary>What the gate gave it, 0..1; null for one that it never saw.</summary>
    public double? Score { get; set; }

    public TextState State { get; set; }

    /// <summary>Of the recogniser that read it.</summary>
    public string? Version { get; set; }

    public int LineCount { get; set; }

    /// <summary>Of its surest line, 0..1.</summary>
    public double? Confidence { get; set; }

    /// <summary>Readings that were begun and have not ended.</summary>
    public int Attempts { get; set; }

    /// <summary>Why it could not be read, or (in state <see cref="TextState.Read"/>) what could not be read of it.</summary>
    public string? ErrorCode { get; set; }

    /// <inheritdoc cref="ErrorCode"/>
    public string? ErrorDetail { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>A line of text in a content (table <c>text_lines</c>).</summary>
public sealed class TextLineRow
{
    public long Id { get; set; }

    public long ContentId { get; set; }

    /// <summary>In reading order, from 0.</summary>
    public int Position { get; set; }

    public required string Text { get; set; }

    /// <summary>0..1.</summary>
    public double Confidence { get; set; }

    /// <summary>What read it.</summary>
    public required string Engine { get; set; }

    /// <summary>JSON: eight shares of the upright picture's width and height, the corners in the direction of reading from the upper left.</summary>
    public required string Quad { get; set; }

    /// <summary>JSON: an array <c>[text, confidence, quad]</c> for each word.</summary>
    public required string Words { get; set; }
}

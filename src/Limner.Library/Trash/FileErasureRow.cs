namespace Limner.Library.Trash;

/// <summary>A file the server owns that is to be erased (table <c>file_erasures</c>).</summary>
internal sealed class FileErasureRow
{
    public long FileId { get; set; }

    /// <summary>What its bytes were when its image was purged: it is erased only if they still are.</summary>
    public required string Sha256 { get; set; }

    public DateTimeOffset RequestedAt { get; set; }
}

/// <summary>A content an image has had before (table <c>abandoned_contents</c>).</summary>
internal sealed class AbandonedContentRow
{
    public long ContentId { get; set; }
}

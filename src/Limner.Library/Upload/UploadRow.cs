namespace Limner.Library.Upload;

/// <summary>Where an upload stands.</summary>
internal enum UploadState
{
    /// <summary>Waits for its bytes, or, when all have arrived, for a folder that can take it.</summary>
    Receiving,

    /// <summary>On its way to <see cref="UploadRow.PlacedPath"/>; a crash leaves it here and the next start ends it.</summary>
    Placing,

    /// <summary>A file of the library.</summary>
    Stored,

    /// <summary>Not kept: the same picture is there already.</summary>
    Duplicate,

    /// <summary>Not kept, for the reason of the row.</summary>
    Refused,
}

/// <summary>A file on its way into a folder, and for a while what became of it (table <c>uploads</c>).</summary>
internal sealed class UploadRow
{
    public long Id { get; set; }

    public long UserId { get; set; }

    /// <summary>The folder may be gone.</summary>
    public long FolderId { get; set; }

    /// <summary>Below the folder, as it was asked for; checked (<see cref="UploadPaths"/>).</summary>
    public required string Path { get; set; }

    /// <summary>Bytes in all. Null: it is sent in one piece, and as long as it turns out to be.</summary>
    public long? Length { get; set; }

    /// <summary>When the file was last modified, as its sender says.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    public bool KeepDuplicates { get; set; }

    /// <summary>The header <c>Upload-Metadata</c> as it came.</summary>
    public string? Metadata { get; set; }

    public UploadState State { get; set; }

    /// <summary>A code of the error catalogue, exactly when the upload was refused.</summary>
    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    /// <summary>Of the whole file, once it is there.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Below the folder: where the file lies or is about to.</summary>
    public string? PlacedPath { get; set; }

    public long? FileId { get; set; }

    /// <summary>Of a duplicate: the image that was there before.</summary>
    public long? ImageId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}

namespace Limner.Library;

/// <summary>Where one file of a folder stands.</summary>
public enum ImageFileState
{
    /// <summary>Found, not read yet (or changed since it was).</summary>
    Pending,

    /// <summary>Read; its image shows it.</summary>
    Ready,

    /// <summary>Could not be read; the row says why.</summary>
    Failed,

    /// <summary>Was read once and is not there now. Its image is kept and comes back with it.</summary>
    Missing,
}

/// <summary>
/// A file of a folder (table <c>image_files</c>). Directories that could not be entered have a row too, so that their reason is seen.
/// </summary>
public sealed class ImageFileRow
{
    public long Id { get; set; }

    public long FolderId { get; set; }

    /// <summary>Null until the file has been read for the first time.</summary>
    public long? ImageId { get; set; }

    /// <summary>Below the folder's path, separated by slashes.</summary>
    public required string RelativePath { get; set; }

    public required string Name { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }

    public ImageFileState State { get; set; }

    /// <summary>A code of the error catalogue, exactly when the state is failed.</summary>
    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    /// <summary>The server wrote it itself (an upload): it is erased from the disk some time after its image was purged. All other files are left alone.</summary>
    public bool Owned { get; set; }

    /// <summary>
    /// It was not found, and so much else was not either that nobody believes it deleted (<see cref="FolderRow.Absence"/>). Its state stays what it was; it is
    /// offline until it is found again or its owner says that it is gone.
    /// </summary>
    public DateTimeOffset? VanishedAt { get; set; }

    /// <summary>How often the server ended while it decoded this file.</summary>
    public int Attempts { get; set; }

    /// <summary>When a scan last wrote this row.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

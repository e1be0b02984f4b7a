namespace Limner.Library;

/// <summary>Whether a folder can be scanned now.</summary>
public enum FolderState
{
    /// <summary>There and readable when last looked at.</summary>
    Ready,

    /// <summary>Not there: an unplugged disk, a removed directory. What is known of its pictures is kept.</summary>
    Missing,

    /// <summary>There, but the server may not read it.</summary>
    Unreadable,
}

/// <summary>Why files of a folder that are not there are not believed to be deleted.</summary>
public enum FolderAbsence
{
    /// <summary>The directory itself is not there.</summary>
    Gone,

    /// <summary>The directory is there and has nothing in it.</summary>
    Empty,

    /// <summary>Another file system lies there than the one on which the files were.</summary>
    Unmounted,

    /// <summary>More than <c>library.missing_share_percent</c> of them vanished at once.</summary>
    Vanished,
}

/// <summary>A directory somebody added to the library (table <c>folders</c>).</summary>
public sealed class FolderRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    /// <summary>Absolute, symbolic links resolved, no trailing slash.</summary>
    public required string Path { get; set; }

    public required string Name { get; set; }

    public bool Watch { get; set; }

    public bool Recursive { get; set; }

    /// <summary>A JSON array of globs, matched against relative paths.</summary>
    public string Exclude { get; set; } = "[]";

    public FolderState State { get; set; }

    /// <summary>Whether what people say of its pictures is written into sidecars beside them.</summary>
    public bool WriteSidecars { get; set; }

    /// <summary>Why sidecars could not be written, the last time that was tried.</summary>
    public string? SidecarProblem { get; set; }

    /// <summary>
    /// Set while files of it are not there and its owner has not said that they are gone: their images stay where they are and are marked offline. Null: none
    /// are, or they are missing in the ordinary way.
    /// </summary>
    public FolderAbsence? Absence { get; set; }

    /// <summary>Since when; set exactly when <see cref="Absence"/> is.</summary>
    public DateTimeOffset? AbsentSince { get; set; }

    /// <summary>Where the file system was mounted on which the folder lay when a scan last found its files; null: not known.</summary>
    public string? MountPoint { get; set; }

    /// <summary>When a scan last ran to its end.</summary>
    public DateTimeOffset? LastScanAt { get; set; }

    /// <summary>The server made it for its owner's uploads, inside the data directory, and writes into it.</summary>
    public bool Managed { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

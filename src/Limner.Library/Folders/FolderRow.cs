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

    /// <summary>When a scan last ran to its end.</summary>
    public DateTimeOffset? LastScanAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

namespace Limner.Library;

/// <summary>
/// What a person means by "this picture" (table <c>images</c>). Belongs to the owner of the folder it was found in and points at its
/// current content; an edited file gives the same image a new content.
/// </summary>
public sealed class ImageRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public long ContentId { get; set; }

    /// <summary>The name of the file it was first found as.</summary>
    public required string Name { get; set; }

    /// <summary>When it was taken (the camera's wall clock), else when its file was last modified.</summary>
    public DateTimeOffset SortAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Its owner removed it: it is in the trash until it is restored or purged, and a rescan does not bring it back.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Set on a tombstone: a removed image of which nothing is kept but that its content is not wanted. Never without <see cref="RemovedAt"/>.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    /// <summary>
    /// Set while no file of it can be shown: all are missing or failed. Kept in step with <c>image_files</c> by the scan and by folder
    /// removal, so that a gallery page need not look at files.
    /// </summary>
    public DateTimeOffset? MissingSince { get; set; }

    /// <summary>Set while its owner has put it away: it is in no list that does not ask for archived ones.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }
}

using Limner.Library.Sharing;

namespace Limner.Library;

/// <summary>In which order an album shows its pictures.</summary>
public enum AlbumSort
{
    /// <summary>As they were put, by hand.</summary>
    Manual,
    Newest,
    Oldest,
    Name,
}

/// <summary>What somebody gathers pictures in (table <c>albums</c>).</summary>
public sealed class AlbumRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    /// <summary>The album it lies in, of the same owner.</summary>
    public long? ParentId { get; set; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    public AlbumSort Sort { get; set; }

    /// <summary>Chosen by the owner; null: the picture found last.</summary>
    public long? CoverImageId { get; set; }

    /// <summary>The folder whose pictures it shows; it has none of its own then.</summary>
    public long? FolderId { get; set; }

    /// <summary>Below the folder, without slashes at the ends; empty: all of it. Null without a folder.</summary>
    public string? SubPath { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>That a picture was put into an album (table <c>album_images</c>).</summary>
public sealed class AlbumImageRow
{
    public long AlbumId { get; set; }

    public long ImageId { get; set; }

    /// <summary>Ascending; with gaps, and not always unique.</summary>
    public long Position { get; set; }

    /// <summary>Who put it there: only when that is the picture's owner do those see it with whom the album is shared.</summary>
    public long AddedBy { get; set; }

    public DateTimeOffset AddedAt { get; set; }
}

/// <summary>With whom an album's owner shares it.</summary>
internal sealed class AlbumShareRow : IShareRow
{
    public long Id { get; set; }

    public long AlbumId { get; set; }

    public long? UserId { get; set; }

    public FolderAccess Access { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

namespace Limner.Library.Sharing;

/// <summary>With whom a folder's owner shares it.</summary>
internal sealed class FolderShareRow
{
    public long Id { get; set; }

    public long FolderId { get; set; }

    /// <summary>Null: everyone who has an account.</summary>
    public long? UserId { get; set; }

    public FolderAccess Access { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>What a share allows, the lesser first.</summary>
public enum FolderAccess
{
    /// <summary>See its pictures with their tags and metadata, fetch originals.</summary>
    View,

    /// <summary>Also change tags and scan it again.</summary>
    Edit,

    /// <summary>The owner's own: everything. Never stored as a share.</summary>
    Owner,
}

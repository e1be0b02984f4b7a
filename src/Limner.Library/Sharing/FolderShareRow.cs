namespace Limner.Library.Sharing;

/// <summary>With whom a folder's owner shares it.</summary>
internal sealed class FolderShareRow : IShareRow
{
    public long Id { get; set; }

    public long FolderId { get; set; }

    /// <summary>Null: everyone who has an account.</summary>
    public long? UserId { get; set; }

    public FolderAccess Access { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

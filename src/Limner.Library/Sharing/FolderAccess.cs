namespace Limner.Library;

/// <summary>What somebody may do with a folder and the images in it, the lesser first.</summary>
public enum FolderAccess
{
    /// <summary>See its pictures with their tags and metadata, fetch originals.</summary>
    View,

    /// <summary>Also change tags and scan it again.</summary>
    Edit,

    /// <summary>The owner's own: everything. Never stored as a share.</summary>
    Owner,
}

namespace Limner.Jobs;

/// <summary>
/// Hints to a user's open pages that something changed and is worth fetching again. Calls return at once, never throw for want of a
/// listener, and are coalesced to at most ten messages a second each. Call after the commit (<c>db.AfterCommit(...)</c>): a client that is told
/// too early fetches the old state. Jobs announce themselves.
/// </summary>
public interface ILiveFeed
{
    /// <param name="ownerId">Whose folder it is.</param>
    /// <param name="folderId">Public id, <c>fld_…</c>.</param>
    void FolderChanged(long ownerId, string folderId);

    void ImagesChanged(long ownerId);

    void TagsChanged(long ownerId);
}

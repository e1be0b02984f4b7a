namespace Limner.Jobs;

/// <summary>
/// Hints to people's open pages that something changed and is worth fetching again. Calls return at once, never throw for want of a
/// listener, and are coalesced to at most ten messages a second each. Call after the commit (<c>db.AfterCommit(...)</c>): a client that is told
/// too early fetches the old state. Jobs announce themselves.
/// </summary>
public interface ILiveFeed
{
    /// <param name="audience">Who sees the folder.</param>
    /// <param name="folderId">Public id, <c>fld_…</c>.</param>
    void FolderChanged(LiveAudience audience, string folderId);

    void ImagesChanged(LiveAudience audience);

    void TagsChanged(LiveAudience audience);

    /// <param name="audience">Who sees the albums.</param>
    void AlbumsChanged(LiveAudience audience);
}

/// <summary>Who is told of a change: nobody who could not see for themselves what has changed.</summary>
/// <param name="Everyone">All who have an account, whoever else is named.</param>
public sealed record LiveAudience(IReadOnlyCollection<long> Users, bool Everyone = false)
{
    public static LiveAudience Of(long userId) => new([userId]);

    /// <summary>Those of both.</summary>
    public LiveAudience With(LiveAudience other) => new([.. Users.Union(other.Users)], Everyone || other.Everyone);
}

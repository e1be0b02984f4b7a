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

    /// <summary>Something that somebody has painted, or asked to be painted, stands elsewhere. Of several about the same one the last is sent.</summary>
    /// <param name="audience">Whose it is.</param>
    void GenerationChanged(LiveAudience audience, LiveGeneration generation);
}

/// <summary>How far a generation is.</summary>
/// <param name="Id">Public id, <c>gen_…</c>.</param>
/// <param name="State">As the API spells it.</param>
/// <param name="Position">Of one that waits, its place in the queue, from 1.</param>
/// <param name="Picture">The picture being painted, from 0.</param>
/// <param name="Step">Of that picture, done.</param>
/// <param name="Steps">Of that picture, in all.</param>
/// <param name="Preview">Number of the newest preview; null while there is none.</param>
/// <param name="SecondsLeft">Until it is done, where that can be said.</param>
public sealed record LiveGeneration(
    string Id, string State, int? Position = null, int? Picture = null, int? Step = null, int? Steps = null, int? Preview = null, double? SecondsLeft = null);

/// <summary>Who is told of a change: nobody who could not see for themselves what has changed.</summary>
/// <param name="Everyone">All who have an account, whoever else is named.</param>
public sealed record LiveAudience(IReadOnlyCollection<long> Users, bool Everyone = false)
{
    public static LiveAudience Of(long userId) => new([userId]);

    /// <summary>Those of both.</summary>
    public LiveAudience With(LiveAudience other) => new([.. Users.Union(other.Users)], Everyone || other.Everyone);
}

using Limner.Library;
using Limner.Storage;

namespace Limner.Search.Querying;

/// <summary>Who asks, and which of two ways of asking is right for them. Taken once for a question, so that all parts of it agree.</summary>
/// <param name="WithShared">Whether they may see images of others. If not, nothing but their own is asked for, which is quicker.</param>
/// <param name="WithAlbums">Whether they may see some of those because of albums.</param>
internal sealed record Searcher(Visibility Visibility, long UserId, bool WithShared, bool WithAlbums)
{
    public static Searcher For(Visibility visibility, long userId) => new(visibility, userId, visibility.SeesOthersImages(userId), visibility.SeesAlbumsOfOthers(userId));

    public IQueryable<ImageRow> Images(LimnerDb db) => WithShared ? Visibility.VisibleTo(db, UserId) : Visibility.OwnedBy(db, UserId);

    /// <summary>Those of these images that the searcher sees.</summary>
    public IQueryable<ImageRow> Images(LimnerDb db, IReadOnlyCollection<long> ids) => WithShared ? Visibility.VisibleTo(db, UserId, ids) : Visibility.OwnedBy(db, UserId, ids);

    /// <summary>As <see cref="Images(LimnerDb)"/>, for walks through most of them.</summary>
    public IQueryable<ImageRow> AllImages(LimnerDb db) => WithShared ? Visibility.AllVisibleTo(db, UserId) : Visibility.OwnedBy(db, UserId);
}

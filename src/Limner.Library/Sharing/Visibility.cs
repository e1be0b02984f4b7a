using Limner.Kernel.Errors;
using Limner.Library.Albums;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library;

/// <summary>
/// Who may see what. Every module reaches images, files and folders for a person through here, so that there is one place to get it right. What a
/// person may not see is simply not in the query.
/// </summary>
public sealed class Visibility
{
    private static readonly string InSharedFolder =
        $$"""
        EXISTS (
            SELECT 1 FROM image_files f
            WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}}))
        """;

    private static readonly string AllInSharedFolders =
        $$"""
        i.id IN (
            SELECT f.image_id FROM image_files f
            WHERE f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}}))
        """;

    /// <summary>
    /// Images of user {0} and of others, the latter under a name the user may know: <c>images.name</c> may be one they have where the user sees
    /// nothing. The conditions on images match the partial indexes.
    /// </summary>
    private static readonly string OwnAndShared = Images(InSharedFolder, byAlbums: false);

    /// <summary>The same images, asked from the other end: the set of all that is shared is made once, and looking into it costs next to nothing.</summary>
    private static readonly string AllOwnAndShared = Images(AllInSharedFolders, byAlbums: false);

    /// <summary>Albums apart: who is in none shall not pay for them.</summary>
    private static readonly string OwnAndSharedWithAlbums = Images($"{InSharedFolder} OR {AlbumGrant.Of("i", "{0}")}", byAlbums: true);

    private static readonly string AllOwnAndSharedWithAlbums = Images($"{AllInSharedFolders} OR i.id IN ({AlbumGrant.All("{0}")})", byAlbums: true);

    /// <summary>As <see cref="OwnAndShared"/>, and those of the user's own of which no file is to be found.</summary>
    private static readonly string OwnAndSharedAndMissing = Images($"(i.missing_since IS NULL AND ({InSharedFolder}))", byAlbums: false, withMissing: true);

    private static readonly string OwnAndSharedAndMissingWithAlbums = Images(
        $"(i.missing_since IS NULL AND ({InSharedFolder} OR {AlbumGrant.Of("i", "{0}")}))", byAlbums: true, withMissing: true);

    private readonly SharedWith _shared;

    internal Visibility(SharedWith shared) => _shared = shared;

    /// <summary>
    /// The ids of the folders that others share with a user, for statements that have to be written in SQL. Put into a condition, it runs once a
    /// statement: it does not depend on the row.
    /// </summary>
    /// <param name="user">The user's id: the name of a parameter, or a placeholder such as <c>{0}</c>.</param>
    public static string SharedFoldersSql(string user) => $"SELECT shared.folder_id FROM folder_shares shared WHERE shared.user_id = {user} OR shared.user_id IS NULL";

    /// <summary>
    /// The images a user may see: their own, those with a file in a folder that is shared with them, and those that an album gives view of; not removed,
    /// and with at least one file there that can be shown. <see cref="ImageRow.Name"/> is a name the user may know; sort and filter by it freely. Not tracked.
    /// </summary>
    public IQueryable<ImageRow> VisibleTo(LimnerDb db, long userId)
        => Query(db, userId, OwnAndShared, OwnAndSharedWithAlbums);

    /// <summary>Those of these images that a user may see: as <see cref="VisibleTo(LimnerDb, long)"/>, looked up by their ids.</summary>
    public IQueryable<ImageRow> VisibleTo(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds)
        => SeesOthersImages(userId) ? VisibleTo(db, userId).Where(image => EF.Parameter(imageIds).Contains(image.Id)) : OwnedBy(db, userId, imageIds);

    /// <summary>
    /// As <see cref="VisibleTo"/>, for questions that walk through most of the images: in 100,000 that are shared, counting them takes a sixth of
    /// the time, while a question about one of them would take as long.
    /// </summary>
    public IQueryable<ImageRow> AllVisibleTo(LimnerDb db, long userId)
        => Query(db, userId, AllOwnAndShared, AllOwnAndSharedWithAlbums);

    /// <summary>The images of <see cref="VisibleTo"/> that are the user's own.</summary>
    public static IQueryable<ImageRow> OwnedBy(LimnerDb db, long userId)
        => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null && image.MissingSince == null);

    /// <summary>Those of these images that are the user's own: as <see cref="OwnedBy(LimnerDb, long)"/>, looked up by their ids.</summary>
    /// <remarks>
    /// The sum keeps SQLite from the indexes that begin with the owner. Without statistics it takes an owner to have ten images and a list of ids to have 25, and
    /// read all 100,000 images of a person for a page of a hundred: 25 ms instead of half a millisecond.
    /// </remarks>
    public static IQueryable<ImageRow> OwnedBy(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds)
        => db.Set<ImageRow>().AsNoTracking()
            .Where(image => EF.Parameter(imageIds).Contains(image.Id) && image.OwnerId + 0 == userId && image.RemovedAt == null && image.MissingSince == null);

    /// <summary>The user's own images that are in no list because none of their files is there; they come back with a file, or go into the trash by hand.</summary>
    public static IQueryable<ImageRow> MissingOf(LimnerDb db, long userId)
        => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null && image.MissingSince != null);

    /// <summary>As <see cref="VisibleTo"/> with <see cref="MissingOf"/>: for questions about an image that is named by its id.</summary>
    public IQueryable<ImageRow> NamedBy(LimnerDb db, long userId, long imageId)
        => (_shared.Of(userId) switch
        {
            SharedKinds.Nothing => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null),
            SharedKinds.Folders => db.Set<ImageRow>().FromSqlRaw(OwnAndSharedAndMissing, userId).AsNoTracking(),
            _ => db.Set<ImageRow>().FromSqlRaw(OwnAndSharedAndMissingWithAlbums, userId).AsNoTracking(),
        }).Where(image => image.Id == imageId);

    /// <summary>
    /// Those of these images whose originals this user cannot have at the moment, as none of the files they see is there: away with a disk, or missing. One
    /// query. It goes by what the last scans found, not by looking.
    /// </summary>
    public async Task<IReadOnlySet<long>> FindOfflineAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var visible = FoldersVisibleTo(db, userId);
        var files = await db.Set<ImageFileRow>()
            .Where(file => file.ImageId != null && EF.Parameter(imageIds).Contains(file.ImageId.Value) && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending))
            .Select(file => new
            {
                ImageId = file.ImageId!.Value,
                IsVisible = visible.Any(folder => folder.Id == file.FolderId),
                IsThere = file.VanishedAt == null && db.Set<FolderRow>().Any(folder => folder.Id == file.FolderId && folder.State == FolderState.Ready),
            })
            .ToListAsync(cancellation);

        // Who sees an image by an album alone sees none of its files, and is given any.
        var there = files.GroupBy(file => file.ImageId).Where(image => image.Any(file => file.IsThere && (file.IsVisible || image.All(other => !other.IsVisible)))).Select(image => image.Key);
        return imageIds.Except(there).ToHashSet();
    }

    /// <summary>
    /// Whether <see cref="VisibleTo"/> may hold images of others at this moment. Only for choosing a way to ask: the answer may have changed by the
    /// time of the question.
    /// </summary>
    public bool SeesOthersImages(long userId) => _shared.Of(userId) != SharedKinds.Nothing;

    /// <summary>As <see cref="SeesOthersImages"/>, because of albums.</summary>
    public bool SeesAlbumsOfOthers(long userId) => _shared.Of(userId).HasFlag(SharedKinds.Albums);

    /// <summary>
    /// The images that a user may change: their own, and those with a file in a folder that is shared with them for editing. Whether their
    /// role lets them write at all is the endpoint's matter.
    /// </summary>
    public IQueryable<ImageRow> EditableBy(LimnerDb db, long userId) => Editable(db, userId, VisibleTo(db, userId));

    /// <summary>Those of these images that a user may change.</summary>
    public IQueryable<ImageRow> EditableBy(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds) => Editable(db, userId, VisibleTo(db, userId, imageIds));

    /// <summary>Whose image it is, of one that a user may change.</summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>: no such picture for this user; <see cref="ErrorCatalogue.Authorization"/>: they see it, no more.
    /// </exception>
    public async Task<long> RequireEditableAsync(LimnerDb db, long userId, long imageId, CancellationToken cancellation)
    {
        if (await EditableBy(db, userId).Where(image => image.Id == imageId).Select(image => (long?)image.OwnerId).FirstOrDefaultAsync(cancellation) is { } ownerId)
        {
            return ownerId;
        }

        throw await VisibleTo(db, userId).AnyAsync(image => image.Id == imageId, cancellation)
            ? new LimnerException(ErrorCatalogue.Authorization, "The picture is shared with you for viewing only.")
            : new LimnerException(ErrorCatalogue.NotFound);
    }

    /// <summary>The folders a user may see: their own, and those shared with them.</summary>
    public IQueryable<FolderRow> FoldersVisibleTo(LimnerDb db, long userId)
        => db.Set<FolderRow>().AsNoTracking().Where(folder => folder.OwnerId == userId
            || db.Set<FolderShareRow>().Any(share => share.FolderId == folder.Id && (share.UserId == userId || share.UserId == null)));

    /// <summary>Those of them in which the user may change things: their own, and those shared for editing. Whether their role lets them write at all is the endpoint's matter.</summary>
    public IQueryable<FolderRow> FoldersEditableBy(LimnerDb db, long userId)
        => db.Set<FolderRow>().AsNoTracking().Where(folder => folder.OwnerId == userId
            || db.Set<FolderShareRow>().Any(share => share.FolderId == folder.Id && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null)));

    /// <summary>The albums a user may see: their own, and those shared with them.</summary>
    public IQueryable<AlbumRow> AlbumsVisibleTo(LimnerDb db, long userId)
        => db.Set<AlbumRow>().AsNoTracking().Where(album => album.OwnerId == userId
            || db.Set<AlbumShareRow>().Any(share => share.AlbumId == album.Id && (share.UserId == userId || share.UserId == null)));

    /// <summary>Whose images a user may see: more people than it is, never fewer.</summary>
    public IQueryable<long> OwnersVisibleTo(LimnerDb db, long userId)
    {
        var albums = AlbumsVisibleTo(db, userId);
        return FoldersVisibleTo(db, userId).Select(folder => folder.OwnerId)
            .Union(albums.Select(album => album.OwnerId))
            .Union(db.Set<AlbumImageRow>().Where(row => albums.Any(album => album.Id == row.AlbumId)).Select(row => row.AddedBy));
    }

    private static IQueryable<ImageRow> Editable(LimnerDb db, long userId, IQueryable<ImageRow> visible)
        => visible.Where(image => image.OwnerId == userId || db.Set<ImageFileRow>().Any(file =>
            file.ImageId == image.Id && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending)
            && db.Set<FolderShareRow>().Any(share => share.FolderId == file.FolderId && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null))));

    /// <summary>
    /// A condition on the row <paramref name="image"/> of <c>images</c>, for statements that have to be written in SQL: an album gives the user view of it.
    /// </summary>
    /// <param name="user">As for <see cref="SharedFoldersSql"/>.</param>
    public static string AlbumGivesViewSql(string image, string user) => AlbumGrant.Of(image, user);

    /// <summary>The files a user may see, in any state: those of the folders they see.</summary>
    public IQueryable<ImageFileRow> FilesVisibleTo(LimnerDb db, long userId)
    {
        var folders = FoldersVisibleTo(db, userId).Select(folder => folder.Id);
        return db.Set<ImageFileRow>().AsNoTracking().Where(file => folders.Contains(file.FolderId));
    }

    private IQueryable<ImageRow> Query(LimnerDb db, long userId, string shared, string sharedWithAlbums) => _shared.Of(userId) switch
    {
        SharedKinds.Nothing => OwnedBy(db, userId),
        SharedKinds.Folders => db.Set<ImageRow>().FromSqlRaw(shared, userId).AsNoTracking(),
        _ => db.Set<ImageRow>().FromSqlRaw(sharedWithAlbums, userId).AsNoTracking(),
    };

    /// <param name="byAlbums">Whether images may be seen by albums alone: under the name they have in a folder the album follows, else under their own.</param>
    private static string Images(string isShared, bool byAlbums, bool withMissing = false) =>
        $$"""
        SELECT i.id, i.owner_id, i.content_id,
               CASE WHEN i.owner_id = {0} THEN i.name ELSE {{(byAlbums ? "COALESCE" : "")}}((
                   SELECT f.name FROM image_files f
                   WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}})
                   ORDER BY f.state = 'ready' DESC, f.id LIMIT 1){{(byAlbums ? $", {AlbumGrant.NameOf("i", "{0}")}, i.name" : "")}}) END COLLATE NOCASE AS name,
               i.sort_at, i.created_at, i.updated_at, i.removed_at, i.missing_since, i.archived_at, i.purged_at
        FROM images i
        WHERE i.removed_at IS NULL {{(withMissing ? "" : "AND i.missing_since IS NULL ")}}AND (i.owner_id = {0} OR {{isShared}})
        """;
}

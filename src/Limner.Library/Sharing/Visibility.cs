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
    /// <summary>
    /// Images of user {0} and of others, the latter under a name they have in a folder the user sees: <c>images.name</c> may be one they have
    /// where the user sees nothing. The conditions on images match the partial indexes. Of the three last columns two are always null.
    /// </summary>
    private static readonly string OwnAndShared = Images(
        $$"""
        EXISTS (
            SELECT 1 FROM image_files f
            WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}}))
        """);

    /// <summary>The same images, asked from the other end: the set of all that is shared is made once, and looking into it costs next to nothing.</summary>
    private static readonly string AllOwnAndShared = Images(
        $$"""
        i.id IN (
            SELECT f.image_id FROM image_files f
            WHERE f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}}))
        """);

    /// <summary>As <see cref="OwnAndShared"/>, and those of the user's own of which no file is to be found.</summary>
    private static readonly string OwnAndSharedAndMissing = Images(
        $$"""
        (i.missing_since IS NULL AND EXISTS (
            SELECT 1 FROM image_files f
            WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}})))
        """,
        withMissing: true);

    private readonly SharedWith _shared;

    internal Visibility(SharedWith shared) => _shared = shared;

    /// <summary>
    /// The ids of the folders that others share with a user, for statements that have to be written in SQL. Put into a condition, it runs once a
    /// statement: it does not depend on the row.
    /// </summary>
    /// <param name="user">The user's id: the name of a parameter, or a placeholder such as <c>{0}</c>.</param>
    public static string SharedFoldersSql(string user) => $"SELECT shared.folder_id FROM folder_shares shared WHERE shared.user_id = {user} OR shared.user_id IS NULL";

    /// <summary>
    /// The images a user may see: their own, and those with a file in a folder that is shared with them; not removed, and with at least one file
    /// there that can be shown. <see cref="ImageRow.Name"/> is a name the user may know; sort and filter by it freely. Not tracked.
    /// </summary>
    public IQueryable<ImageRow> VisibleTo(LimnerDb db, long userId)
        => _shared.Anything(userId) ? db.Set<ImageRow>().FromSqlRaw(OwnAndShared, userId).AsNoTracking() : OwnedBy(db, userId);

    /// <summary>
    /// As <see cref="VisibleTo"/>, for questions that walk through most of the images: in 100,000 that are shared, counting them takes a sixth of
    /// the time, while a question about one of them would take as long.
    /// </summary>
    public IQueryable<ImageRow> AllVisibleTo(LimnerDb db, long userId)
        => _shared.Anything(userId) ? db.Set<ImageRow>().FromSqlRaw(AllOwnAndShared, userId).AsNoTracking() : OwnedBy(db, userId);

    /// <summary>The images of <see cref="VisibleTo"/> that are the user's own.</summary>
    public static IQueryable<ImageRow> OwnedBy(LimnerDb db, long userId)
        => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null && image.MissingSince == null);

    /// <summary>The user's own images that are in no list because none of their files is there; they come back with a file, or go into the trash by hand.</summary>
    public static IQueryable<ImageRow> MissingOf(LimnerDb db, long userId)
        => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null && image.MissingSince != null);

    /// <summary>As <see cref="VisibleTo"/> with <see cref="MissingOf"/>: for questions about an image that is named by its id.</summary>
    public IQueryable<ImageRow> NamedBy(LimnerDb db, long userId, long imageId)
        => (_shared.Anything(userId)
            ? db.Set<ImageRow>().FromSqlRaw(OwnAndSharedAndMissing, userId).AsNoTracking()
            : db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt == null)).Where(image => image.Id == imageId);

    /// <summary>
    /// Those of these images whose originals this user cannot have at the moment, as none of the files they see is there: away with a disk, or missing. One
    /// query. It goes by what the last scans found, not by looking.
    /// </summary>
    public async Task<IReadOnlySet<long>> FindOfflineAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var there = await FilesVisibleTo(db, userId)
            .Where(file => file.ImageId != null && EF.Parameter(imageIds).Contains(file.ImageId.Value)
                && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.VanishedAt == null
                && db.Set<FolderRow>().Any(folder => folder.Id == file.FolderId && folder.State == FolderState.Ready))
            .Select(file => file.ImageId!.Value)
            .ToListAsync(cancellation);
        return imageIds.Except(there).ToHashSet();
    }

    /// <summary>
    /// Whether <see cref="VisibleTo"/> may hold images of others at this moment. Only for choosing a way to ask: the answer may have changed by the
    /// time of the question.
    /// </summary>
    public bool SeesOthersImages(long userId) => _shared.Anything(userId);

    /// <summary>
    /// The images whose tags a user may change: their own, and those with a file in a folder that is shared with them for editing. Whether their
    /// role lets them write at all is the endpoint's matter.
    /// </summary>
    public IQueryable<ImageRow> EditableBy(LimnerDb db, long userId)
        => VisibleTo(db, userId).Where(image => image.OwnerId == userId || db.Set<ImageFileRow>().Any(file =>
            file.ImageId == image.Id && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending)
            && db.Set<FolderShareRow>().Any(share => share.FolderId == file.FolderId && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null))));

    /// <summary>The folders a user may see: their own, and those shared with them.</summary>
    public IQueryable<FolderRow> FoldersVisibleTo(LimnerDb db, long userId)
        => db.Set<FolderRow>().AsNoTracking().Where(folder => folder.OwnerId == userId
            || db.Set<FolderShareRow>().Any(share => share.FolderId == folder.Id && (share.UserId == userId || share.UserId == null)));

    /// <summary>The files a user may see, in any state: those of the folders they see.</summary>
    public IQueryable<ImageFileRow> FilesVisibleTo(LimnerDb db, long userId)
    {
        var folders = FoldersVisibleTo(db, userId).Select(folder => folder.Id);
        return db.Set<ImageFileRow>().AsNoTracking().Where(file => folders.Contains(file.FolderId));
    }

    private static string Images(string isShared, bool withMissing = false) =>
        $$"""
        SELECT i.id, i.owner_id, i.content_id,
               CASE WHEN i.owner_id = {0} THEN i.name ELSE (
                   SELECT f.name FROM image_files f
                   WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{SharedFoldersSql("{0}")}})
                   ORDER BY f.state = 'ready' DESC, f.id LIMIT 1) END COLLATE NOCASE AS name,
               i.sort_at, i.created_at, i.updated_at, i.removed_at, i.missing_since, i.archived_at, i.purged_at
        FROM images i
        WHERE i.removed_at IS NULL {{(withMissing ? "" : "AND i.missing_since IS NULL ")}}AND (i.owner_id = {0} OR {{isShared}})
        """;
}

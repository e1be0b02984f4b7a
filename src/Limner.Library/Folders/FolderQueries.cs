using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Library.Sharing;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Folders;

/// <summary>Folders with what the API shows of them, in a constant number of queries however many there are.</summary>
internal sealed class FolderQueries(IJobQueue jobs, IAccounts accounts, Visibility visibility, WatchedFolders watched)
{
    // Correlated, so that four rows of an index are read for each folder instead of ranking all images.
    private const string CoversSql =
        """
        SELECT f.id AS FolderId, (
            SELECT group_concat(c.image_id) FROM (
                SELECT DISTINCT s.image_id FROM image_files s JOIN images i ON i.id = s.image_id
                WHERE s.folder_id = f.id AND s.state = 'ready' AND i.removed_at IS NULL
                ORDER BY s.image_id DESC LIMIT 4) c) AS ImageIds
        FROM folders f
        """;

    /// <summary>All folders that somebody sees, by name.</summary>
    public Task<IReadOnlyList<FolderView>> ListAsync(LimnerDb db, Viewer viewer, CancellationToken cancellation)
        => ListAsync(db, viewer, visibility.FoldersVisibleTo(db, viewer.UserId), cancellation);

    /// <summary>One folder as somebody sees it; null when they do not.</summary>
    public async Task<FolderView?> FindAsync(LimnerDb db, Viewer viewer, long id, CancellationToken cancellation)
        => (await ListAsync(db, viewer, visibility.FoldersVisibleTo(db, viewer.UserId).Where(folder => folder.Id == id), cancellation)).FirstOrDefault();

    private async Task<IReadOnlyList<FolderView>> ListAsync(LimnerDb db, Viewer viewer, IQueryable<FolderRow> folders, CancellationToken cancellation)
    {
        var rows = await folders.OrderBy(folder => folder.Name).ThenBy(folder => folder.Id).ToListAsync(cancellation);
        var ids = rows.ConvertAll(folder => folder.Id);
        var counts = await db.Set<ImageFileRow>().Where(file => ids.Contains(file.FolderId))
            .GroupBy(file => new { file.FolderId, file.State })
            .Select(group => new { group.Key.FolderId, group.Key.State, Files = group.LongCount(), Images = group.Select(file => file.ImageId).Distinct().LongCount() })
            .ToListAsync(cancellation);
        var covers = await db.Database.SqlQueryRaw<Covers>(CoversSql).Where(row => ids.Contains(row.FolderId)).ToDictionaryAsync(row => row.FolderId, row => row.ImageIds, cancellation);
        var active = await jobs.ActiveForSubjectsAsync(db, rows.ConvertAll(folder => FolderView.PublicIdOf(folder.Id)), kind: null, cancellation);
        var shares = (await db.Set<FolderShareRow>().AsNoTracking().Where(share => ids.Contains(share.FolderId)).ToListAsync(cancellation)).ToLookup(share => share.FolderId);
        var owners = await accounts.FindAsync(db, rows.Select(folder => folder.OwnerId).ToHashSet(), cancellation);
        var removed = await db.Set<ImageRow>().Where(image => image.RemovedAt != null)
            .Join(db.Set<ImageFileRow>().Where(file => ids.Contains(file.FolderId) && file.State == ImageFileState.Ready), image => image.Id, file => file.ImageId, (image, file) => new { image.Id, file.FolderId })
            .Distinct()
            .GroupBy(file => file.FolderId)
            .Select(group => new { FolderId = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.FolderId, group => group.Count, cancellation);
        var away = await db.Set<ImageFileRow>().Where(file => ids.Contains(file.FolderId) && file.VanishedAt != null)
            .GroupBy(file => file.FolderId)
            .Select(group => new { FolderId = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.FolderId, group => group.Count, cancellation);
        var byFolder = counts.ToLookup(count => count.FolderId);
        return rows.ConvertAll(folder =>
        {
            var publicId = FolderView.PublicIdOf(folder.Id);
            var own = byFolder[folder.Id].ToList();
            var access = AccessOf(folder, shares[folder.Id], viewer);
            var isOwner = access == FolderAccess.Owner;
            var job = active.GetValueOrDefault(publicId);
            return new FolderView(
                publicId,
                isOwner && !folder.Managed ? folder.Path : null,
                PersonView.From(owners[folder.OwnerId]),
                access,
                isOwner ? shares[folder.Id].Any() : null,
                folder.Name,
                folder.Watch,
                folder.Recursive,
                isOwner ? ExcludeGlobs.Parse(folder.Exclude) : [],
                folder.State,
                own.Where(count => count.State == ImageFileState.Ready).Sum(count => count.Images) - removed.GetValueOrDefault(folder.Id),
                own.Sum(count => count.Files),
                access >= FolderAccess.Edit ? own.Where(count => count.State == ImageFileState.Failed).Sum(count => count.Files) : 0,
                folder.LastScanAt,
                folder.CreatedAt,
                folder.UpdatedAt,
                isOwner || job is null ? job : AsSeenByOthers(job),
                [.. ParseIds(covers.GetValueOrDefault(folder.Id)).Select(id => PublicId.Format(IdPrefixes.Image, id))],
                watched.StateOf(folder),
                folder.Managed,
                folder.WriteSidecars,
                isOwner ? folder.SidecarProblem : null,
                folder.Absence is not { } reason ? null : new AbsenceView(
                    reason,
                    folder.AbsentSince!.Value,
                    reason == FolderAbsence.Gone ? own.Where(count => count.State != ImageFileState.Missing).Sum(count => count.Files) : away.GetValueOrDefault(folder.Id)));
        });
    }

    /// <summary>The scan of a folder for people who see the folder: what it scans they know.</summary>
    public static JobView AsSeenByOthers(JobView scan) => scan.WithoutParticulars() with { Title = scan.Title, Subject = scan.Subject };

    private static FolderAccess AccessOf(FolderRow folder, IEnumerable<FolderShareRow> shares, Viewer viewer)
    {
        if (folder.OwnerId == viewer.UserId)
        {
            return FolderAccess.Owner;
        }

        var isGivenEdit = shares.Any(share => share.Access == FolderAccess.Edit && (share.UserId is null || share.UserId == viewer.UserId));
        return isGivenEdit && viewer.MayWrite ? FolderAccess.Edit : FolderAccess.View;
    }

    private static IEnumerable<long> ParseIds(string? commaSeparated)
        => commaSeparated?.Split(',').Select(long.Parse) ?? [];

    private sealed record Covers(long FolderId, string? ImageIds);
}

/// <summary>For whom something is looked up.</summary>
/// <param name="MayWrite">Whether they may change anything at all.</param>
internal readonly record struct Viewer(long UserId, bool MayWrite)
{
    public static Viewer From(ICurrentUser user) => new(user.Id, user.MayWrite);
}

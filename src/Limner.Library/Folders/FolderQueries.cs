using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Folders;

/// <summary>Folders with what the API shows of them, in a constant number of queries however many there are.</summary>
internal sealed class FolderQueries(IJobQueue jobs)
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

    /// <summary>The folders a query selects, by name.</summary>
    public async Task<IReadOnlyList<FolderView>> ListAsync(LimnerDb db, IQueryable<FolderRow> folders, CancellationToken cancellation)
    {
        var rows = await folders.OrderBy(folder => folder.Name).ThenBy(folder => folder.Id).ToListAsync(cancellation);
        var ids = rows.ConvertAll(folder => folder.Id);
        var counts = await db.Set<ImageFileRow>().Where(file => ids.Contains(file.FolderId))
            .GroupBy(file => new { file.FolderId, file.State })
            .Select(group => new { group.Key.FolderId, group.Key.State, Files = group.LongCount(), Images = group.Select(file => file.ImageId).Distinct().LongCount() })
            .ToListAsync(cancellation);
        var covers = await db.Database.SqlQueryRaw<Covers>(CoversSql).Where(row => ids.Contains(row.FolderId)).ToDictionaryAsync(row => row.FolderId, row => row.ImageIds, cancellation);
        var active = await jobs.ActiveForSubjectsAsync(db, rows.ConvertAll(folder => FolderView.PublicIdOf(folder.Id)), kind: null, cancellation);
        var byFolder = counts.ToLookup(count => count.FolderId);
        return rows.ConvertAll(folder =>
        {
            var publicId = FolderView.PublicIdOf(folder.Id);
            var own = byFolder[folder.Id].ToList();
            return new FolderView(
                publicId,
                folder.Path,
                folder.Name,
                folder.Watch,
                folder.Recursive,
                ExcludeGlobs.Parse(folder.Exclude),
                folder.State,
                own.Where(count => count.State == ImageFileState.Ready).Sum(count => count.Images),
                own.Sum(count => count.Files),
                own.Where(count => count.State == ImageFileState.Failed).Sum(count => count.Files),
                folder.LastScanAt,
                folder.CreatedAt,
                folder.UpdatedAt,
                active.GetValueOrDefault(publicId),
                [.. ParseIds(covers.GetValueOrDefault(folder.Id)).Select(id => PublicId.Format(IdPrefixes.Image, id))]);
        });
    }

    public async Task<FolderView?> FindAsync(LimnerDb db, long ownerId, long id, CancellationToken cancellation)
        => (await ListAsync(db, db.Set<FolderRow>().Where(folder => folder.OwnerId == ownerId && folder.Id == id), cancellation)).FirstOrDefault();

    private static IEnumerable<long> ParseIds(string? commaSeparated)
        => commaSeparated?.Split(',').Select(long.Parse) ?? [];

    private sealed record Covers(long FolderId, string? ImageIds);
}

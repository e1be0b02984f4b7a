using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Folders;

internal sealed class FolderRegistration(FolderPathPolicy paths, IJobQueue jobs, ILiveFeed live, TimeProvider clock, ILogger<FolderRegistration> logger) : IFolderRegistration
{
    public const int MaxNameLength = 200;

    public async Task<long> AddAsync(LimnerDb db, long ownerId, NewFolder folder, CancellationToken cancellation)
    {
        var path = paths.Resolve(folder.Path);
        var exclude = ExcludeGlobs.ToJson(folder.Exclude ?? []);
        await RefuseOverlapAsync(db, ownerId, path, cancellation);
        var now = clock.GetUtcNow();
        var row = new FolderRow
        {
            OwnerId = ownerId,
            Path = path,
            Name = CheckName(folder.Name) ?? Path.GetFileName(path),
            Recursive = folder.Recursive,
            Exclude = exclude,
            State = FolderState.Ready,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        if (folder.Scan)
        {
            await jobs.EnqueueAsync(db, ScanJob.For(row, retryFailed: false), cancellation);
        }

        db.AfterCommit(() => live.FolderChanged(ownerId, FolderView.PublicIdOf(row.Id)));
        db.AfterCommit(() => Log.FolderAdded(logger, row.Id));
        return row.Id;
    }

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static string? CheckName(string? name) => name is null ? null : PlainText.Check(name, MaxNameLength, "name");

    private static async Task RefuseOverlapAsync(LimnerDb db, long ownerId, string path, CancellationToken cancellation)
    {
        var others = await db.Set<FolderRow>().Select(folder => new { folder.Path, folder.OwnerId }).ToListAsync(cancellation);
        if (others.Find(other => CanonicalPath.Overlap(other.Path, path)) is { } other)
        {
            // Where another person's folder lies is nobody else's business.
            throw new LimnerException(ErrorCatalogue.FolderOverlap.With(other.OwnerId == ownerId ? other.Path : null, "path"));
        }
    }
}

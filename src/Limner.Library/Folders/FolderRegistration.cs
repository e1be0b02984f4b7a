using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Library.Scanning;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Folders;

internal sealed class FolderRegistration(FolderPathPolicy paths, IJobQueue jobs, ILiveFeed live, TimeProvider clock, ILogger<FolderRegistration> logger) : IFolderRegistration
{
    public const int MaxNameLength = 200;

    public CheckedFolder Check(NewFolder folder)
    {
        var path = paths.Resolve(folder.Path);
        return new CheckedFolder
        {
            Path = path,
            Name = CheckName(folder.Name) ?? Path.GetFileName(path),
            Recursive = folder.Recursive,
            Exclude = ExcludeGlobs.ToJson(folder.Exclude ?? []),
            Scan = folder.Scan,
            Watch = folder.Watch,
            WriteSidecars = folder.WriteSidecars,
        };
    }

    public async Task<long> AddAsync(LimnerDb db, long ownerId, long addedBy, CheckedFolder folder, CancellationToken cancellation)
    {
        await RefuseOverlapAsync(db, addedBy, folder.Path, cancellation);
        var now = clock.GetUtcNow();
        var row = new FolderRow
        {
            OwnerId = ownerId,
            Path = folder.Path,
            Name = folder.Name,
            Watch = folder.Watch,
            Recursive = folder.Recursive,
            WriteSidecars = folder.WriteSidecars,
            Exclude = folder.Exclude,
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

        await db.PublishAsync(new FoldersChanged(), cancellation);
        db.AfterCommit(() => live.FolderChanged(LiveAudience.Of(ownerId), FolderView.PublicIdOf(row.Id)));
        db.AfterCommit(() => Log.FolderAdded(logger, row.Id));
        return row.Id;
    }

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static string? CheckName(string? name) => name is null ? null : PlainText.Check(name, MaxNameLength, "name");

    private static async Task RefuseOverlapAsync(LimnerDb db, long addedBy, string path, CancellationToken cancellation)
    {
        var others = await db.Set<FolderRow>().Select(folder => new { folder.Path, folder.OwnerId }).ToListAsync(cancellation);
        if (others.Find(other => CanonicalPath.Overlap(other.Path, path)) is { } other)
        {
            // Where another person's folder lies is nobody else's business.
            throw new LimnerException(ErrorCatalogue.FolderOverlap.With(other.OwnerId == addedBy ? other.Path : null, "path"));
        }
    }
}

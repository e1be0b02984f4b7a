using Limner.Jobs;
using Limner.Library.Trash;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Scanning;

/// <summary>
/// Decides at the end of a scan what became of the files it did not find: moved, deleted, or away with a disk. Only what few enough are is believed to be
/// deleted; the rest stays where it is, marked as vanished, until it is found again or the folder's owner says that it is gone.
/// </summary>
internal sealed class VanishedFiles(
    IDatabase database, ScanWriter writer, UnusedContents contents, Mounts mounts, IJobQueue jobs, ILiveFeed live, IOptionsMonitor<LibraryOptions> options, TimeProvider clock, ILogger<VanishedFiles> logger)
{
    /// <summary>Fewer than this are deleted by hand often enough, however many there were.</summary>
    public const int LeastAbsent = 10;

    private const int ChunkSize = 500;

    /// <returns>How many files are taken to be gone.</returns>
    public async Task<int> SettleAsync(FolderRow folder, Discovered found, bool hasRead, CancellationToken cancellation)
    {
        await MarkAsync(folder, [.. found.Vanished.Except(found.LeftOut)], clock.GetUtcNow(), cancellation);
        var mountPoint = mounts.Of(folder.Path)?.Point;
        var reason = await FindReasonAsync(folder, mountPoint, cancellation);
        if (reason is null)
        {
            await writer.MarkVanishedAsync(folder, found.Vanished, cancellation);
        }
        else
        {
            Log.FilesAbsent(logger, folder.Id, reason.Value);
            await writer.MarkVanishedAsync(folder, found.LeftOut, cancellation);
            await writer.ForgetMovedAsync(folder, [.. found.Vanished.Except(found.LeftOut)], cancellation);
        }

        await KeepAsync(folder, reason, mountPoint, hasRead, cancellation);
        await contents.ForgetAbandonedAsync(cancellation);
        return reason is null ? found.Vanished.Count : found.LeftOut.Count;
    }

    /// <summary>What a folder's owner says is gone is missing from now on, as if few files had vanished; it comes back whole if it is found after all.</summary>
    public async Task AcceptAsync(FolderRow folder, CancellationToken cancellation)
    {
        List<long> ids;
        await using (var db = database.Read())
        {
            ids = await AwayOf(db, folder).OrderBy(file => file.Id).Select(file => file.Id).ToListAsync(cancellation);
        }

        await writer.MarkVanishedAsync(folder, ids, cancellation);
        await database.WriteAsync((db, token) => SetAsync(db, folder.Id, null, null, token), cancellation);
    }

    /// <summary>The files that make a folder absent.</summary>
    public static IQueryable<ImageFileRow> AwayOf(LimnerDb db, FolderRow folder)
    {
        var files = db.Set<ImageFileRow>().AsNoTracking().Where(file => file.FolderId == folder.Id);
        return folder.Absence == FolderAbsence.Gone ? files.Where(file => file.State != ImageFileState.Missing) : files.Where(file => file.VanishedAt != null);
    }

    /// <summary>Sets why a folder's files are away, in the caller's transaction, and tells those who see it.</summary>
    public async Task SetAsync(LimnerDb db, long folderId, FolderAbsence? reason, DateTimeOffset? since, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await db.Set<FolderRow>().Where(row => row.Id == folderId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Absence, reason).SetProperty(row => row.AbsentSince, since).SetProperty(row => row.UpdatedAt, now), cancellation);
        var audience = await db.AudienceOfFolderAsync(folderId, cancellation);
        db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folderId)));

        // Their pictures are marked, or no longer.
        db.AfterCommit(() => live.ImagesChanged(audience));
    }

    private async Task MarkAsync(FolderRow folder, IReadOnlyList<long> ids, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var chunk in ids.Chunk(ChunkSize))
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                    await db.Set<ImageFileRow>().Where(file => EF.Parameter(chunk).Contains(file.Id) && file.VanishedAt == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(file => file.VanishedAt, now), token);
                },
                cancellation);
        }
    }

    private async Task<FolderAbsence?> FindReasonAsync(FolderRow folder, string? mountPoint, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var files = db.Set<ImageFileRow>();
        var pictures = files.Where(file => file.FolderId == folder.Id && file.ImageId != null && file.State != ImageFileState.Missing);

        // A picture that lies somewhere else by now was moved, not lost.
        var lost = await pictures.Where(file => file.VanishedAt != null).CountAsync(
            file => !files.Any(other => other.ImageId == file.ImageId && other.State == ImageFileState.Ready && other.VanishedAt == null
                && (other.FolderId == folder.Id || db.Set<FolderRow>().Any(row => row.Id == other.FolderId && row.State == FolderState.Ready))),
            cancellation);
        if (lost == 0)
        {
            return null;
        }

        if (folder.Absence is { } standing)
        {
            return standing;
        }

        if (folder.MountPoint is { } before && mountPoint is not null && mountPoint != before)
        {
            return FolderAbsence.Unmounted;
        }

        if (lost < LeastAbsent)
        {
            return null;
        }

        if (IsEmpty(folder.Path))
        {
            return FolderAbsence.Empty;
        }

        var all = await pictures.CountAsync(cancellation);
        return lost * 100L > (long)all * options.CurrentValue.MissingSharePercent ? FolderAbsence.Vanished : null;
    }

    private static bool IsEmpty(string path)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It went away after it was listed: the next scan says so.
            return true;
        }
    }

    private Task KeepAsync(FolderRow folder, FolderAbsence? reason, string? mountPoint, bool hasRead, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                if (reason != folder.Absence)
                {
                    await SetAsync(db, folder.Id, reason, reason is null ? null : clock.GetUtcNow(), token);
                }

                if (reason is null && mountPoint != folder.MountPoint)
                {
                    await db.Set<FolderRow>().Where(row => row.Id == folder.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.MountPoint, mountPoint), token);
                }

                if (hasRead)
                {
                    // What was read here may be what vanished there.
                    var others = await db.Set<FolderRow>()
                        .Where(row => row.OwnerId == folder.OwnerId && row.Id != folder.Id && row.Absence != null && row.State == FolderState.Ready).ToListAsync(token);
                    foreach (var other in others)
                    {
                        await jobs.EnqueueAsync(db, ScanJob.Unasked(other), token);
                    }
                }
            },
            cancellation);
}

using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Trash;

internal sealed record TrashPayload;

/// <summary>
/// Purges what has lain in the trash for <c>library.trash_days</c>, then erases the files the server owns of what was purged. Each step is a transaction or a
/// single deletion that is known of in the database before and after, so the job can end anywhere.
/// </summary>
internal sealed class TrashJob(
    IDatabase database, IImageTrash trash, UnusedContents contents, IOptionsMonitor<LibraryOptions> options, TimeProvider clock, ILogger<TrashJob> logger) : IJobHandler
{
    public const string JobKind = "trash";

    private const int ChunkSize = 200;

    public string Kind => JobKind;

    public static NewJob Unasked()
        => new(JobKind, new TrashPayload(), "Clear out the trash", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: JobKind);

    /// <summary>Whether there is anything to do.</summary>
    public static async Task<bool> IsDueAsync(LimnerDb db, DateTimeOffset? removedBefore, CancellationToken cancellation)
        => await db.Set<FileErasureRow>().AnyAsync(cancellation)
            || (removedBefore is { } before && await db.Set<ImageRow>().AnyAsync(image => image.RemovedAt != null && image.RemovedAt <= before && image.PurgedAt == null, cancellation));

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var purged = await PurgeExpiredAsync(job, cancellation);
        var erased = await EraseAsync(job, cancellation);
        job.FoundNothingToDo = purged + erased == 0;
    }

    private async Task<long> PurgeExpiredAsync(JobContext job, CancellationToken cancellation)
    {
        if (options.CurrentValue.TrashTime is not { } time)
        {
            return 0;
        }

        long purged = 0;
        while (true)
        {
            var before = clock.GetUtcNow() - time;
            var count = await database.WriteAsync(
                async (db, token) =>
                {
                    var expired = await db.Set<ImageRow>().Where(image => image.RemovedAt != null && image.RemovedAt <= before && image.PurgedAt == null)
                        .OrderBy(image => image.Id).Take(ChunkSize).Select(image => new { image.Id, image.OwnerId }).ToListAsync(token);
                    foreach (var ofOne in expired.GroupBy(image => image.OwnerId))
                    {
                        await trash.PurgeAsync(db, ofOne.Key, [.. ofOne.Select(image => image.Id)], token);
                    }

                    await job.AdvanceAsync(db, expired.Count, 0, message: null, token);
                    return expired.Count;
                },
                cancellation);
            purged += count;
            if (count < ChunkSize)
            {
                return purged;
            }
        }
    }

    private async Task<long> EraseAsync(JobContext job, CancellationToken cancellation)
    {
        long last = 0, done = 0;
        while (true)
        {
            List<ToErase> files;
            await using (var db = database.Read())
            {
                files = await (
                    from erasure in db.Set<FileErasureRow>()
                    where erasure.FileId > last
                    join file in db.Set<ImageFileRow>() on erasure.FileId equals file.Id
                    join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
                    orderby erasure.FileId
                    select new ToErase(file.Id, file.ImageId, folder.Path, file.RelativePath, erasure.Sha256)).Take(ChunkSize).ToListAsync(cancellation);
            }

            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                var outcome = OwnedFiles.Erase(file.Root, file.RelativePath, file.Sha256);
                Log.OwnedFileErased(logger, file.FileId, outcome);
                await database.WriteAsync((db, token) => RecordAsync(db, file, outcome, job, token), cancellation);
                done += outcome == Erasure.Unreachable ? 0 : 1;
            }

            if (files.Count < ChunkSize)
            {
                return done;
            }

            last = files[^1].FileId;
        }
    }

    private async Task RecordAsync(LimnerDb db, ToErase file, Erasure outcome, JobContext job, CancellationToken cancellation)
    {
        switch (outcome)
        {
            case Erasure.Gone:
                await db.Set<ImageFileRow>().Where(row => row.Id == file.FileId).ExecuteDeleteAsync(cancellation);
                await ForgetImageAsync(db, file.ImageId, cancellation);
                break;
            case Erasure.Differs:
                await db.Set<ImageFileRow>().Where(row => row.Id == file.FileId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Owned, false), cancellation);
                await db.Set<FileErasureRow>().Where(row => row.FileId == file.FileId).ExecuteDeleteAsync(cancellation);
                break;
        }

        var isLeft = outcome == Erasure.Unreachable;
        await job.AdvanceAsync(db, isLeft ? 0 : 1, isLeft ? 1 : 0, message: null, cancellation);
    }

    /// <summary>A tombstone keeps a scan from bringing back a file that stays. Where none is left, the same picture may be uploaded again.</summary>
    private async Task ForgetImageAsync(LimnerDb db, long? imageId, CancellationToken cancellation)
    {
        var image = await db.Set<ImageRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Id == imageId && row.PurgedAt != null && !db.Set<ImageFileRow>().Any(file => file.ImageId == row.Id), cancellation);
        if (image is not null)
        {
            await db.Set<ImageRow>().Where(row => row.Id == image.Id).ExecuteDeleteAsync(cancellation);
            await contents.ForgetAsync(db, [image.ContentId], cancellation);
        }
    }

    private sealed record ToErase(long FileId, long? ImageId, string Root, string RelativePath, string Sha256);
}

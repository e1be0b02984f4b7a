using Limner.Jobs;
using Limner.Library.Images;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Trash;

/// <inheritdoc cref="IImageTrash"/>
internal sealed class ImageTrash(UnusedContents contents, IJobQueue jobs, ILiveFeed live, TimeProvider clock) : IImageTrash, IRemovedImages
{
    public async Task<IReadOnlyList<long>> MoveAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var ids = await IdsAsync(db, db.Set<ImageRow>().Where(image => image.OwnerId == userId && image.RemovedAt == null), imageIds, cancellation);
        if (ids.Count > 0)
        {
            var now = clock.GetUtcNow();
            await AnnounceAsync(db, ids, cancellation);
            await db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(image => image.RemovedAt, now).SetProperty(image => image.UpdatedAt, now), cancellation);
            await db.PublishAsync(new ImagesRemoved(ids), cancellation);
        }

        return ids;
    }

    public async Task<IReadOnlyList<long>> RestoreAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var images = db.Set<ImageRow>();
        var inTrash = InTrashOf(db, userId).Where(image => !images.Any(other => other.OwnerId == userId && other.ContentId == image.ContentId && other.RemovedAt == null));
        var found = await inTrash.Where(image => EF.Parameter(imageIds).Contains(image.Id)).Select(image => new { image.Id, image.ContentId }).ToListAsync(cancellation);

        // Of several with the same bytes one can be restored.
        var ids = found.DistinctBy(image => image.ContentId).Select(image => image.Id).ToList();
        if (ids.Count > 0)
        {
            var now = clock.GetUtcNow();
            await images.Where(image => EF.Parameter(ids).Contains(image.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(image => image.RemovedAt, (DateTimeOffset?)null).SetProperty(image => image.UpdatedAt, now), cancellation);

            // Their files may have come or gone while they lay in the trash.
            await ImageAvailability.RefreshAsync(db, ids, publishUnchanged: true, now, cancellation);
            await AnnounceAsync(db, ids, cancellation);
        }

        return ids;
    }

    public async Task<IReadOnlyList<long>> PurgeAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var ids = await IdsAsync(db, InTrashOf(db, userId), imageIds, cancellation);
        if (ids.Count > 0)
        {
            var now = clock.GetUtcNow();
            var purged = db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.Id));
            await db.PublishAsync(new ImagesPurged(ids), cancellation);
            await db.Set<ImageMarkRow>().Where(mark => EF.Parameter(ids).Contains(mark.ImageId)).ExecuteDeleteAsync(cancellation);
            await db.Set<AlbumImageRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
            await purged.ExecuteUpdateAsync(set => set.SetProperty(image => image.PurgedAt, now).SetProperty(image => image.UpdatedAt, now), cancellation);
            await AskForErasureAsync(db, ids, now, cancellation);
            await contents.ForgetAsync(db, await purged.Select(image => image.ContentId).Distinct().ToListAsync(cancellation), cancellation);
            db.AfterCommit(() => live.ImagesChanged(LiveAudience.Of(userId)));
        }

        return ids;
    }

    public async Task<IReadOnlyList<long>> ForgetRemovalAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var ids = await IdsAsync(db, db.Set<ImageRow>().Where(image => image.OwnerId == userId && image.PurgedAt != null), imageIds, cancellation);
        if (ids.Count == 0)
        {
            return ids;
        }

        var files = db.Set<ImageFileRow>().Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value));
        var erasures = db.Set<FileErasureRow>();

        // A file that is to be erased keeps to that: its bytes were thrown away on purpose, and may be half gone.
        var kept = files.Where(file => !erasures.Any(erasure => erasure.FileId == file.Id));
        var folders = await db.Set<FolderRow>().Where(folder => kept.Any(file => file.FolderId == folder.Id)).ToListAsync(cancellation);
        await files.Where(file => file.State == ImageFileState.Missing).ExecuteDeleteAsync(cancellation);
        await kept.ExecuteUpdateAsync(set => set.SetProperty(file => file.State, ImageFileState.Pending).SetProperty(file => file.ErrorCode, (string?)null)
            .SetProperty(file => file.ErrorDetail, (string?)null).SetProperty(file => file.ImageId, (long?)null), cancellation);
        var tombstones = db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.Id) && !db.Set<ImageFileRow>().Any(file => file.ImageId == image.Id));
        var contentIds = await tombstones.Select(image => image.ContentId).Distinct().ToListAsync(cancellation);
        await tombstones.ExecuteDeleteAsync(cancellation);
        await contents.ForgetAsync(db, contentIds, cancellation);
        foreach (var folder in folders)
        {
            await jobs.EnqueueAsync(db, ScanJob.For(folder, retryFailed: false), cancellation);
        }

        db.AfterCommit(() => live.ImagesChanged(LiveAudience.Of(userId)));
        return ids;
    }

    public async Task<RemovedImage?> FindAsync(LimnerDb db, long userId, string sha256, CancellationToken cancellation)
    {
        var images = await db.Set<ContentRow>().Where(content => content.Sha256 == sha256)
            .Join(db.Set<ImageRow>().Where(image => image.OwnerId == userId), content => content.Id, image => image.ContentId, (_, image) => new { image.Id, image.RemovedAt, image.PurgedAt })
            .ToListAsync(cancellation);
        return images.Exists(image => image.RemovedAt is null)
            ? null
            : images.OrderBy(image => image.PurgedAt is not null).Select(image => new RemovedImage(image.Id, image.PurgedAt is not null)).FirstOrDefault();
    }

    public static IQueryable<ImageRow> InTrashOf(LimnerDb db, long userId)
        => db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt != null && image.PurgedAt == null);

    private static Task<List<long>> IdsAsync(LimnerDb db, IQueryable<ImageRow> images, IReadOnlyCollection<long> ids, CancellationToken cancellation)
        => images.Where(image => EF.Parameter(ids).Contains(image.Id)).Select(image => image.Id).ToListAsync(cancellation);

    /// <summary>The intent goes before the deed: a server that is killed in the middle finds it again.</summary>
    private async Task AskForErasureAsync(LimnerDb db, List<long> imageIds, DateTimeOffset now, CancellationToken cancellation)
    {
        var owned = await db.Set<ImageFileRow>()
            .Where(file => file.Owned && file.ImageId != null && EF.Parameter(imageIds).Contains(file.ImageId.Value))
            .Select(file => new FileErasureRow
            {
                FileId = file.Id,
                Sha256 = db.Set<ContentRow>().First(content => content.Id == db.Set<ImageRow>().First(image => image.Id == file.ImageId).ContentId).Sha256,
                RequestedAt = now,
            })
            .ToListAsync(cancellation);
        if (owned.Count > 0)
        {
            db.AddRange(owned);
            await db.SaveChangesAsync(cancellation);
            await jobs.EnqueueAsync(db, TrashJob.Unasked(), cancellation);
        }
    }

    /// <summary>Everybody who sees the images in lists, and the folders' pages, whose counts change.</summary>
    private async Task AnnounceAsync(LimnerDb db, List<long> ids, CancellationToken cancellation)
    {
        var audience = await db.AudienceOfImagesAsync(ids, cancellation);
        var folders = await db.Set<ImageFileRow>().Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value))
            .Select(file => file.FolderId).Distinct().ToListAsync(cancellation);
        db.AfterCommit(() => live.ImagesChanged(audience));
        foreach (var folder in folders)
        {
            var ofFolder = await db.AudienceOfFolderAsync(folder, cancellation);
            db.AfterCommit(() => live.FolderChanged(ofFolder, FolderView.PublicIdOf(folder)));
        }
    }
}

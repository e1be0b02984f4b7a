using Limner.Imaging.Metadata;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Images;
using Limner.Library.Metadata;
using Limner.Library.Sidecars;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>
/// The part of a scan that reads sidecars: after the pictures, for a sidecar speaks for a picture that is known. No picture is opened, decoded or
/// looked at by a model. What is to be read stands in the database, so a scan that was cut off goes on where it stopped.
/// </summary>
internal sealed class SidecarStep(IDatabase database, OriginalFiles originals, MetadataReader metadata, ILiveFeed live)
{
    private const int BatchSize = 100;

    public static Task<long> CountAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var files = FilesThatShow(db).Where(file => file.FolderId == folderId && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending));
        return db.Set<SidecarRow>().LongCountAsync(sidecar => sidecar.State == SidecarState.Pending && files.Any(file => file.Id == sidecar.FileId), cancellation);
    }

    /// <summary>Of a tombstone nothing is to be known.</summary>
    private static IQueryable<ImageFileRow> FilesThatShow(LimnerDb db)
        => db.Set<ImageFileRow>().Where(file => !db.Set<ImageRow>().Any(image => image.Id == file.ImageId && image.PurgedAt != null));

    public async Task RunAsync(FolderRow folder, JobContext job, CancellationToken cancellation)
    {
        for (var last = 0L; ;)
        {
            var page = await FindAsync(folder.Id, last, cancellation);
            if (page.Count == 0)
            {
                return;
            }

            var read = page.ConvertAll(sidecar => Read(folder, sidecar, cancellation));
            await database.WriteAsync((db, token) => SaveAsync(db, folder, read, job, token), cancellation);
            last = page[^1].FileId;
        }
    }

    private async Task<List<SidecarToRead>> FindAsync(long folderId, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await (
            from sidecar in db.Set<SidecarRow>()
            where sidecar.State == SidecarState.Pending && sidecar.FileId > after
            join file in FilesThatShow(db) on sidecar.FileId equals file.Id
            where file.FolderId == folderId && file.State == ImageFileState.Ready
            join row in db.Set<SidecarWriteRow>() on file.Id equals row.FileId into writes
            from written in writes.DefaultIfEmpty()
            orderby sidecar.FileId
            select new SidecarToRead(sidecar.FileId, file.RelativePath, sidecar.Name, sidecar.Size, sidecar.ModifiedAt, written)).Take(BatchSize).ToListAsync(cancellation);
    }

    private ReadSidecar Read(FolderRow folder, SidecarToRead sidecar, CancellationToken cancellation)
    {
        try
        {
            var directory = Path.GetDirectoryName(sidecar.FilePath);
            using var bytes = originals.Read(folder.Path, string.IsNullOrEmpty(directory) ? sidecar.Name : $"{directory}/{sidecar.Name}", MetadataReader.LargestSidecar, cancellation);
            var stated = metadata.ReadSidecar(bytes.Memory);

            // What this server wrote there itself is not read back as somebody else's word.
            return new ReadSidecar(sidecar, stated with { Words = sidecar.Written?.OwnIn(bytes.Memory.Span).Without(stated.Words) ?? stated.Words }, Failure: null);
        }
        catch (LimnerException exception)
        {
            var failure = exception.Failure;
            return new ReadSidecar(
                sidecar,
                Stated: null,
                failure.Error == ErrorCatalogue.FileTooLarge ? ErrorCatalogue.SidecarTooLarge.With($"The limit is {MetadataReader.LargestSidecar >> 20} MB.")
                    : failure.Error == ErrorCatalogue.FileEmpty ? ErrorCatalogue.SidecarInvalid.With("It is empty.")
                    : failure);
        }
    }

    private async Task SaveAsync(LimnerDb db, FolderRow folder, List<ReadSidecar> batch, JobContext job, CancellationToken cancellation)
    {
        await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, cancellation);
        var ids = batch.ConvertAll(read => read.Sidecar.FileId);
        var rows = await db.Set<SidecarRow>().Where(row => EF.Parameter(ids).Contains(row.FileId)).ToDictionaryAsync(row => row.FileId, cancellation);
        var failed = 0;
        foreach (var (sidecar, stated, failure) in batch)
        {
            // Gone with its file, or found to be another since: then it waits to be read again.
            if (!rows.TryGetValue(sidecar.FileId, out var row) || row.Size != sidecar.Size || row.ModifiedAt != sidecar.ModifiedAt || row.Name != sidecar.Name)
            {
                continue;
            }

            row.State = failure is null ? SidecarState.Ready : SidecarState.Failed;
            (row.ErrorCode, row.ErrorDetail) = (failure?.Error.Code, failure?.Detail);
            row.Apply(stated ?? StatedMetadata.None);
            failed += failure is null ? 0 : 1;
        }

        await db.SaveChangesAsync(cancellation);
        var images = await db.Set<ImageFileRow>().Where(file => EF.Parameter(ids).Contains(file.Id) && file.ImageId != null).Select(file => file.ImageId!.Value).ToListAsync(cancellation);
        var changed = await ImageValues.RefreshAsync(db, images, cancellation);
        if (changed.Count > 0)
        {
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
            var audience = await db.AudienceOfImagesAsync(changed, cancellation);
            db.AfterCommit(() => live.ImagesChanged(audience));
        }

        await job.AdvanceAsync(db, batch.Count - failed, failed, "Reading sidecars", cancellation);
    }

    private sealed record SidecarToRead(long FileId, string FilePath, string Name, long Size, DateTimeOffset ModifiedAt, SidecarWriteRow? Written);

    private sealed record ReadSidecar(SidecarToRead Sidecar, StatedMetadata? Stated, Failure? Failure);
}

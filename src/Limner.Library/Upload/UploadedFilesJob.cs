using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Upload;

internal sealed record UploadedFilesPayload(long FolderId);

/// <summary>
/// Makes images of uploaded files as soon as they lie in their folder. A scan would find them too, but has to compare the whole folder first, and may have
/// hours to go in another one.
/// </summary>
internal sealed class UploadedFilesJob(IDatabase database, ScanPipeline pipeline) : IJobHandler
{
    private const string JobKind = "read_uploads";
    private const int PageSize = 500;

    public string Kind => JobKind;

    /// <summary>
    /// Asks for the folder's new files to be read, once however many there are. A job that runs may have looked for the last time already: then another one
    /// follows it.
    /// </summary>
    public static async Task EnqueueAsync(IJobQueue jobs, LimnerDb db, FolderRow folder, CancellationToken cancellation)
    {
        var subject = FolderView.PublicIdOf(folder.Id);
        var active = (await jobs.ActiveForSubjectsAsync(db, [subject], JobKind, cancellation)).GetValueOrDefault(subject);
        var after = active is { State: JobState.Running } ? $":after:{active.Id}" : null;
        await jobs.EnqueueAsync(
            db,
            new NewJob(JobKind, new UploadedFilesPayload(folder.Id), $"Read uploads to {folder.Name}", folder.OwnerId, subject, DeduplicationKey: $"{JobKind}:{folder.Id}{after}"),
            cancellation);
    }

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var payload = job.Payload<UploadedFilesPayload>();
        FolderRow? folder;
        await using (var db = database.Read())
        {
            folder = await db.Set<FolderRow>().FirstOrDefaultAsync(row => row.Id == payload.FolderId, cancellation);
        }

        if (folder is null)
        {
            return;
        }

        if (FolderPathPolicy.Inspect(folder.Path) == FolderState.Missing)
        {
            throw new LimnerException(ErrorCatalogue.FolderNotFound);
        }

        long last = 0, total = 0;
        while (true)
        {
            List<long> ids;
            await using (var db = database.Read())
            {
                ids = await db.Set<ImageFileRow>().Where(file => file.FolderId == folder.Id && file.Owned && file.State == ImageFileState.Pending && file.Id > last)
                    .OrderBy(file => file.Id).Select(file => file.Id).Take(PageSize).ToListAsync(cancellation);
            }

            if (ids.Count == 0)
            {
                return;
            }

            var settled = total;
            last = ids[^1];
            total += ids.Count;
            await database.WriteAsync((db, token) => job.SetTotalAsync(db, total, token), cancellation);
            await pipeline.ReadAsync(folder, ids, settled, total, job, cancellation);
        }
    }
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Sidecars;

/// <summary>Notes which sidecars have to be looked at, in the transaction that changes what they should say, and asks for the job that does.</summary>
internal sealed class SidecarMarks(IJobQueue jobs, TimeProvider clock) : IDomainEventHandler<ImagesChanged>
{
    public Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation) => MarkAsync(db, message.ImageIds, cancellation);

    /// <summary>Marks the files of these images that lie in folders whose sidecars are written. One query where there is no such folder.</summary>
    public async Task MarkAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var folders = await db.Set<FolderRow>().AsNoTracking().Where(folder => folder.WriteSidecars).ToListAsync(cancellation);
        if (folders.Count == 0)
        {
            return;
        }

        var ids = JsonSerializer.Serialize(imageIds);
        foreach (var folder in folders)
        {
            var marked = await db.Database.ExecuteSqlAsync(
                $"""
                INSERT OR REPLACE INTO sidecar_marks (file_id, marked_at)
                SELECT files.id, {clock.GetUtcNow().ToUnixTimeMilliseconds()}
                FROM json_each({ids}) item CROSS JOIN image_files files ON files.image_id = item.value
                WHERE files.folder_id = {folder.Id} AND files.state = 'ready'
                """,
                cancellation);
            if (marked > 0)
            {
                await EnqueueAsync(db, folder, cancellation);
            }
        }
    }

    /// <summary>Marks all files of a folder, whose sidecars are to be written from now on.</summary>
    public async Task MarkAllAsync(LimnerDb db, FolderRow folder, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT OR REPLACE INTO sidecar_marks (file_id, marked_at)
            SELECT id, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM image_files WHERE folder_id = {folder.Id} AND state = 'ready' AND image_id IS NOT NULL
            """,
            cancellation);
        await EnqueueAsync(db, folder, cancellation);
    }

    /// <summary>Asks again, where something was left because it could not be written.</summary>
    public async Task ResumeAsync(LimnerDb db, FolderRow folder, CancellationToken cancellation)
    {
        if (folder.WriteSidecars && await db.Set<SidecarMarkRow>().AnyAsync(mark => db.Set<ImageFileRow>().Any(file => file.Id == mark.FileId && file.FolderId == folder.Id), cancellation))
        {
            await EnqueueAsync(db, folder, cancellation);
        }
    }

    /// <summary>A job that runs may have looked for the last time: only one that waits is sure to find the mark.</summary>
    private async Task EnqueueAsync(LimnerDb db, FolderRow folder, CancellationToken cancellation)
    {
        var subject = FolderView.PublicIdOf(folder.Id);
        var active = (await jobs.ActiveForSubjectsAsync(db, [subject], SidecarWriting.JobKind, cancellation)).GetValueOrDefault(subject);
        await jobs.EnqueueAsync(
            db,
            new NewJob(
                SidecarWriting.JobKind,
                new SidecarWritingPayload(folder.Id),
                $"Write sidecars in {folder.Name}",
                folder.OwnerId,
                subject,
                NewJob.Background,
                DeduplicationKey: $"{SidecarWriting.JobKind}:{folder.Id}{(active is { State: JobState.Running } running ? $":after:{running.Id}" : "")}"),
            cancellation);
    }
}

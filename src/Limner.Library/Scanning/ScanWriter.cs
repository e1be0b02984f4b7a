using Limner.Jobs;
using Limner.Library.Images;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>
/// Writes what became of a batch of files, all in one transaction: contents, derivations, images, files, the analyzers' findings, the
/// event downstream modules follow, and the job's progress. A kill before the commit leaves all of them pending, after it none.
/// </summary>
internal sealed class ScanWriter(IDatabase database, Derivations derivations, ILiveFeed live, TimeProvider clock)
{
    private const int VanishedChunk = 500;

    public Task WriteAsync(FolderRow folder, IReadOnlyList<FileOutcome> outcomes, JobContext job, string message, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                var batch = await ScanBatch.LoadAsync(db, folder, derivations.Analyzers, outcomes, clock.GetUtcNow(), token);
                await batch.WriteContentsAsync(token);
                await batch.WriteFilesAsync(token);
                await batch.WriteFindingsAsync(token);
                await ImageAvailability.RefreshAsync(db, batch.Touched, publishUnchanged: true, batch.Now, token);
                var failed = outcomes.Count(outcome => outcome is FileFailed);
                await job.AdvanceAsync(db, outcomes.Count - failed, failed, message, token);

                // Those who see the folder, and those for whom an image changed elsewhere. That an image they see has a copy in this folder now is no
                // change for people who do not see the folder: they are not told that anything happens there.
                var audience = await db.AudienceOfFolderAsync(folder.Id, token);
                var ofImages = audience.With(await db.AudienceOfImagesAsync(batch.Rederived, token));
                db.AfterCommit(() => live.ImagesChanged(ofImages));
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folder.Id)));
            },
            cancellation);

    /// <summary>
    /// Files that were not found again. One that never became a picture is forgotten. One whose image has another file that is there
    /// was moved or was a copy: it is forgotten too. The others are missing, and their images with them until they return.
    /// </summary>
    public async Task MarkVanishedAsync(FolderRow folder, IReadOnlyList<long> fileIds, CancellationToken cancellation)
    {
        // All are marked before any is forgotten: a file that vanished as well is no reason to forget another.
        foreach (var chunk in fileIds.Chunk(VanishedChunk))
        {
            await ChangeVanishedAsync(folder, chunk, MarkMissingAsync, cancellation);
        }

        foreach (var chunk in fileIds.Chunk(VanishedChunk))
        {
            await ChangeVanishedAsync(folder, chunk, ForgetMovedAsync, cancellation);
        }
    }

    /// <summary>Forgets those of these files whose image is to be seen elsewhere in their folder: they were moved.</summary>
    public async Task ForgetMovedAsync(FolderRow folder, IReadOnlyList<long> fileIds, CancellationToken cancellation)
    {
        foreach (var chunk in fileIds.Chunk(VanishedChunk))
        {
            await ChangeVanishedAsync(
                folder,
                chunk,
                (db, vanished, token) => vanished
                    .Where(file => db.Set<ImageFileRow>().Any(other =>
                        other.ImageId == file.ImageId && other.FolderId == file.FolderId && other.State == ImageFileState.Ready && other.VanishedAt == null))
                    .ExecuteDeleteAsync(token),
                cancellation);
        }
    }

    private async Task MarkMissingAsync(LimnerDb db, IQueryable<ImageFileRow> vanished, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await vanished.Where(file => file.ImageId == null).ExecuteDeleteAsync(cancellation);
        await vanished.ExecuteUpdateAsync(
            set => set
                .SetProperty(file => file.State, ImageFileState.Missing)
                .SetProperty(file => file.VanishedAt, (DateTimeOffset?)null)
                .SetProperty(file => file.ErrorCode, (string?)null)
                .SetProperty(file => file.ErrorDetail, (string?)null)
                .SetProperty(file => file.SeenAt, now),
            cancellation);
    }

    private static Task ForgetMovedAsync(LimnerDb db, IQueryable<ImageFileRow> vanished, CancellationToken cancellation)
        => vanished
            .Where(file => file.State == ImageFileState.Missing && db.Set<ImageFileRow>().Any(other =>
                other.ImageId == file.ImageId && other.Id != file.Id && other.State == ImageFileState.Ready && other.VanishedAt == null
                && db.Set<FolderRow>().Any(row => row.Id == other.FolderId && row.State == FolderState.Ready)))
            .ExecuteDeleteAsync(cancellation);

    private Task ChangeVanishedAsync(
        FolderRow folder, long[] chunk, Func<LimnerDb, IQueryable<ImageFileRow>, CancellationToken, Task> change, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                var vanished = db.Set<ImageFileRow>().Where(file => chunk.Contains(file.Id));
                var images = await vanished.Where(file => file.ImageId != null).Select(file => file.ImageId!.Value).Distinct().ToListAsync(token);
                await change(db, vanished, token);
                await ImageAvailability.RefreshAsync(db, images, publishUnchanged: true, clock.GetUtcNow(), token);
                var audience = await db.AudienceOfFolderAsync(folder.Id, token);
                db.AfterCommit(() => live.ImagesChanged(audience));
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folder.Id)));
            },
            cancellation);
}

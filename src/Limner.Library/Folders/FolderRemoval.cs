using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Sharing;
using Limner.Library.Trash;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Folders;

/// <summary>
/// Takes a folder out of the library. Originals are not touched. Images that no other folder holds go, and with the last image of a
/// content all that was derived from it.
/// </summary>
internal sealed class FolderRemoval(IDatabase database, FolderGate gate, IJobQueue jobs, UnusedContents unused, ILiveFeed live, TimeProvider clock, ILogger<FolderRemoval> logger)
{
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>folder_managed</c>.</exception>
    public async Task RemoveAsync(long userId, long folderId, CancellationToken cancellation)
    {
        var removed = await database.WriteAsync(
            async (db, token) =>
            {
                if ((await gate.RequireAsync(db, userId, folderId, FolderAccess.Owner, token)).Managed)
                {
                    throw new LimnerException(ErrorCatalogue.FolderManaged);
                }

                await jobs.CancelForSubjectAsync(db, FolderView.PublicIdOf(folderId), token);
                return await RemoveAsync(db, folderId, token);
            },
            cancellation);
        Log.FolderRemoved(logger, folderId, removed);
    }

    /// <returns>How many images went with it.</returns>
    private async Task<int> RemoveAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var audience = await db.AudienceOfFolderAsync(folderId, cancellation);
        var wasShared = await db.Set<FolderShareRow>().AnyAsync(share => share.FolderId == folderId, cancellation);
        var files = db.Set<ImageFileRow>();
        var touched = await files.Where(file => file.FolderId == folderId && file.ImageId != null).Select(file => file.ImageId!.Value).Distinct().ToListAsync(cancellation);
        await files.Where(file => file.FolderId == folderId).ExecuteDeleteAsync(cancellation);
        await db.Set<FolderRow>().Where(folder => folder.Id == folderId).ExecuteDeleteAsync(cancellation);

        // One parameter however many there are: SQLite takes 32,766.
        var orphans = db.Set<ImageRow>().Where(image => EF.Parameter(touched).Contains(image.Id) && !files.Any(file => file.ImageId == image.Id));
        var gone = await orphans.Select(image => new { image.Id, image.ContentId }).ToListAsync(cancellation);
        var goneIds = gone.ConvertAll(image => image.Id);
        var stay = touched.Except(goneIds).ToList();
        if (goneIds.Count > 0)
        {
            await db.PublishAsync(new ImagesRemoved(goneIds), cancellation);
            await orphans.ExecuteDeleteAsync(cancellation);
        }

        await Images.ImageAvailability.RefreshAsync(db, stay, publishUnchanged: true, clock.GetUtcNow(), cancellation);
        await unused.ForgetAsync(db, [.. gone.Select(image => image.ContentId).Distinct()], cancellation);
        if (wasShared)
        {
            await db.PublishAsync(new FolderSharesChanged(folderId), cancellation);
        }

        await db.PublishAsync(new FoldersChanged(), cancellation);
        db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folderId)));
        db.AfterCommit(() => live.ImagesChanged(audience));
        return goneIds.Count;
    }
}

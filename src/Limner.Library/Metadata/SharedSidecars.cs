using Limner.Jobs;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Metadata;

/// <summary>Whether a folder is shared decides whether sidecars in other folders count for the images it holds as well: <see cref="ImageValues"/>.</summary>
internal sealed class SharedSidecars(ILiveFeed live) : IDomainEventHandler<FolderSharesChanged>
{
    public async Task HandleAsync(FolderSharesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        var files = db.Set<ImageFileRow>();
        var images = await files
            .Where(file => file.FolderId == message.FolderId && file.ImageId != null
                && files.Any(other => other.ImageId == file.ImageId && other.FolderId != file.FolderId && db.Set<SidecarRow>().Any(sidecar => sidecar.FileId == other.Id)))
            .Select(file => file.ImageId!.Value)
            .Distinct()
            .ToListAsync(cancellation);
        var changed = await ImageValues.RefreshAsync(db, images, cancellation);
        if (changed.Count > 0)
        {
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
            var audience = await db.AudienceOfImagesAsync(changed, cancellation);
            db.AfterCommit(() => live.ImagesChanged(audience));
        }
    }
}

using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Metadata;

/// <summary>Deletes what was said of images that are purged, and what stood in contents that nobody shows any more.</summary>
internal sealed class MetadataOfPurged : IDomainEventHandler<ImagesPurged>, IDomainEventHandler<ContentsForgotten>
{
    public async Task HandleAsync(ImagesPurged message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = message.ImageIds;
        var files = db.Set<ImageFileRow>().Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value)).Select(file => file.Id);
        await db.Set<SidecarRow>().Where(row => files.Contains(row.FileId)).ExecuteDeleteAsync(cancellation);
        await db.Set<ImageEditRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        await db.Set<ModelDescriptionRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        await db.Set<ModelDescriptionReviewRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        await db.Set<ImageValuesRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
    }

    public async Task HandleAsync(ContentsForgotten message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = message.ContentIds;
        await db.Set<ModelDescriptionRow>().Where(row => EF.Parameter(ids).Contains(row.ContentId)).ExecuteDeleteAsync(cancellation);
        await db.Set<ContentDescriptionRow>().Where(row => EF.Parameter(ids).Contains(row.ContentId)).ExecuteDeleteAsync(cancellation);
    }
}

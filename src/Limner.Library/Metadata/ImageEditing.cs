using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Metadata;

/// <summary>What people say about a single image of theirs, or of one shared with them for editing.</summary>
internal sealed class ImageEditing(IDatabase database, Visibility visibility, ILiveFeed live, TimeProvider clock)
{
    /// <exception cref="Kernel.Errors.LimnerException"><c>validation</c>, <c>not_found</c>, <c>authorization</c> (they see the image, no more).</exception>
    public Task ChangeAsync(long userId, long imageId, ImageChange change, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await visibility.RequireEditableAsync(db, userId, imageId, token);
                var row = await db.Set<ImageEditRow>().AsTracking().FirstOrDefaultAsync(edit => edit.ImageId == imageId, token);
                if (row is null)
                {
                    row = new ImageEditRow { ImageId = imageId };
                    db.Add(row);
                }

                var now = clock.GetUtcNow();
                change.Apply(row, now);
                if (change.SaysDescription)
                {
                    await DescriptionReviews.CountAsync(db, imageId, row.Description, now, token);
                }

                if ((await ImageValues.RefreshAsync(db, [imageId], token)).Count > 0)
                {
                    await db.Set<ImageRow>().Where(image => image.Id == imageId).ExecuteUpdateAsync(set => set.SetProperty(image => image.UpdatedAt, now), token);
                    await db.PublishAsync(new ImagesChanged([imageId]), token);
                    var audience = await db.AudienceOfImagesAsync([imageId], token);
                    db.AfterCommit(() => live.ImagesChanged(audience));
                }
            },
            cancellation);
}

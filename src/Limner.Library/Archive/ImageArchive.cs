using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Archive;

/// <summary>Puts pictures away: they stay where they are and as they are, for everybody who sees them, but are in no list that does not ask for them.</summary>
internal sealed class ImageArchive(IDatabase database, Visibility visibility, ILiveFeed live, TimeProvider clock)
{
    /// <summary>Archives a picture, or brings it back. Doing it twice changes nothing.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>authorization</c>: it is somebody else's.</exception>
    public Task SetAsync(long userId, long imageId, bool archived, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var ownerId = await visibility.VisibleTo(db, userId).Where(image => image.Id == imageId).Select(image => (long?)image.OwnerId).FirstOrDefaultAsync(token)
                    ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such image.");
                if (ownerId != userId)
                {
                    throw new LimnerException(ErrorCatalogue.Authorization, "Only the picture's owner archives it.");
                }

                await SetAsync(db, [imageId], archived, token);
            },
            cancellation);

    /// <summary>The same for many, in the caller's transaction; whose they are has been looked at.</summary>
    public async Task SetAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, bool archived, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var changed = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(imageIds).Contains(image.Id) && (image.ArchivedAt == null) == archived)
            .ExecuteUpdateAsync(set => set.SetProperty(image => image.ArchivedAt, archived ? now : null).SetProperty(image => image.UpdatedAt, now), cancellation);
        if (changed == 0)
        {
            return;
        }

        await db.PublishAsync(new ImagesArchived(imageIds), cancellation);
        var audience = await db.AudienceOfImagesAsync(imageIds, cancellation);
        db.AfterCommit(() =>
        {
            live.ImagesChanged(audience);
            live.TagsChanged(audience);
        });
    }
}

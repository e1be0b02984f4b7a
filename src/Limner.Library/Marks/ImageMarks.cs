using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Sidecars;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Marks;

/// <summary>Favourites and ratings: everybody who sees a picture has their own.</summary>
internal sealed class ImageMarks(IDatabase database, Visibility visibility, SidecarMarks sidecars, ILiveFeed live)
{
    public const int HighestRating = 5;

    /// <summary>Puts these marks in the place of what the person said of the picture before.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>.</exception>
    public Task<MarksView> SetAsync(long userId, long imageId, MarksView marks, CancellationToken cancellation)
    {
        if (marks.Rating is < 0 or > HighestRating)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"A rating is 0 to {HighestRating} stars, or left out.", "rating"));
        }

        return database.WriteAsync(
            async (db, token) =>
            {
                if (!await visibility.VisibleTo(db, userId).AnyAsync(image => image.Id == imageId, token))
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "No such image.");
                }

                await WriteAsync(db, userId, imageId, marks, token);
                await sidecars.MarkAsync(db, [imageId], token);
                db.AfterCommit(() => live.ImagesChanged(LiveAudience.Of(userId)));
                return marks;
            },
            cancellation);
    }

    private static async Task WriteAsync(LimnerDb db, long userId, long imageId, MarksView marks, CancellationToken cancellation)
    {
        if (marks == MarksView.None)
        {
            await db.Set<ImageMarkRow>().Where(row => row.UserId == userId && row.ImageId == imageId).ExecuteDeleteAsync(cancellation);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_marks (user_id, image_id, favourite, rating) VALUES ({userId}, {imageId}, {marks.Favourite}, {marks.Rating})
            ON CONFLICT (user_id, image_id) DO UPDATE SET favourite = excluded.favourite, rating = excluded.rating
            """,
            cancellation);
    }
}

using System.Text.Json;
using Limner.Library.Metadata;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Images;

/// <summary>Keeps <see cref="ImageRow.MissingSince"/> and what is said of images in step with the files, and tells downstream modules who came and who went.</summary>
internal static class ImageAvailability
{
    private static readonly ImageFileState[] Showing = [ImageFileState.Ready, ImageFileState.Pending];

    /// <summary>
    /// Call after the files of these images were written. An image shows while any of its files is ready, or is only waiting to be read
    /// again.
    /// </summary>
    /// <param name="publishUnchanged">Whether images that showed before and still do have changed in other ways.</param>
    public static async Task RefreshAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, bool publishUnchanged, DateTimeOffset now, CancellationToken cancellation)
    {
        if (imageIds.Count == 0)
        {
            return;
        }

        // One parameter however many there are: SQLite takes 32,766.
        var files = db.Set<ImageFileRow>();
        var images = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(imageIds).Contains(image.Id) && image.RemovedAt == null)
            .Select(image => new
            {
                image.Id,
                WasMissing = image.MissingSince != null,
                IsMissing = !files.Any(file => file.ImageId == image.Id && Showing.Contains(file.State)),
            })
            .ToListAsync(cancellation);
        var gone = images.Where(image => image.IsMissing && !image.WasMissing).Select(image => image.Id).ToList();
        var back = images.Where(image => !image.IsMissing && image.WasMissing).Select(image => image.Id).ToList();
        if (gone.Count > 0)
        {
            await db.Set<ImageRow>().Where(image => EF.Parameter(gone).Contains(image.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(image => image.MissingSince, now).SetProperty(image => image.UpdatedAt, now), cancellation);
            await db.PublishAsync(new ImagesRemoved(gone), cancellation);
        }

        if (back.Count > 0)
        {
            await db.Set<ImageRow>().Where(image => EF.Parameter(back).Contains(image.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(image => image.MissingSince, (DateTimeOffset?)null).SetProperty(image => image.UpdatedAt, now), cancellation);
        }

        await RenameAsync(db, imageIds, cancellation);
        var changed = publishUnchanged ? images.Where(image => !image.IsMissing).Select(image => image.Id).ToList() : back;
        if (changed.Count > 0)
        {
            await ImageValues.RefreshAsync(db, changed, cancellation);
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
        }
    }

    /// <summary>An image is called what its oldest file that is there is called now: a file that was renamed takes its image's name along.</summary>
    private static Task RenameAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(imageIds);
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE images SET name = first.name
            FROM (
                SELECT file.image_id, file.name, ROW_NUMBER() OVER (PARTITION BY file.image_id ORDER BY file.vanished_at IS NOT NULL, file.state <> 'ready', file.id) AS place
                FROM json_each({ids}) item CROSS JOIN image_files file ON file.image_id = item.value
                WHERE file.state IN ('ready', 'pending')
            ) first
            WHERE first.place = 1 AND images.id = first.image_id AND images.name <> first.name
            """,
            cancellation);
    }
}

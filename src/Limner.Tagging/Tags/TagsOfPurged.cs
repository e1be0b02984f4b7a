using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>Deletes the tags of images that are purged, and what the detector saw in contents that nobody shows any more.</summary>
internal sealed class TagsOfPurged : IDomainEventHandler<ImagesPurged>, IDomainEventHandler<ContentsForgotten>
{
    public async Task HandleAsync(ImagesPurged message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(message.ImageIds);
        await db.Database.ExecuteSqlAsync($"DELETE FROM image_tags WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM suggested_tags WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM tag_reviews WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM rejected_tags WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
    }

    public async Task HandleAsync(ContentsForgotten message, LimnerDb db, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(message.ContentIds);
        await db.Database.ExecuteSqlAsync($"DELETE FROM suggested_tags WHERE content_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM detections WHERE content_id IN (SELECT value FROM json_each({ids}))", cancellation);
    }
}

using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>What a person does to the tags of one picture. The search index follows in the same transaction.</summary>
internal sealed class ImageTagging(IDatabase database, ILiveFeed feed, TimeProvider clock)
{
    /// <summary>Adds a manual tag; takes back an earlier removal of the same tag. Doing it twice changes nothing.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.NotFound"/>: no such picture for this user.</exception>
    public Task AddAsync(long userId, long imageId, string name, CancellationToken cancellation)
    {
        var clean = TagName.Clean(name);
        var key = TagName.KeyOf(clean);
        return database.WriteAsync(
            async (db, token) =>
            {
                await ThrowUnlessVisibleAsync(db, userId, imageId, token);
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO tags (owner_id, name, name_key, created_at) VALUES ({userId}, {clean}, {key}, {clock.GetUtcNow().ToUnixTimeMilliseconds()})
                    ON CONFLICT (owner_id, name_key) DO NOTHING
                    """,
                    token);
                var tagId = await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && tag.NameKey == key).Select(tag => tag.Id).SingleAsync(token);
                var added = await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO image_tags (image_id, tag_id, source, confidence) VALUES ({imageId}, {tagId}, 'manual', NULL) ON CONFLICT DO NOTHING",
                    token);
                await db.Set<RejectedTagRow>().Where(row => row.ImageId == imageId && row.TagId == tagId).ExecuteDeleteAsync(token);
                if (added > 0)
                {
                    await AnnounceAsync(db, userId, imageId, token);
                }
            },
            cancellation);
    }

    /// <summary>Takes a tag off a picture, whoever put it there, for good: the model does not put it back.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.NotFound"/>: no such picture for this user, or it has no such tag.</exception>
    public Task RemoveAsync(long userId, long imageId, long tagId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await ThrowUnlessVisibleAsync(db, userId, imageId, token);
                if (await db.Set<ImageTagRow>().Where(row => row.ImageId == imageId && row.TagId == tagId).ExecuteDeleteAsync(token) == 0)
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "The picture does not have this tag.");
                }

                db.Add(new RejectedTagRow { ImageId = imageId, TagId = tagId });
                await db.SaveChangesAsync(token);
                await AnnounceAsync(db, userId, imageId, token);
            },
            cancellation);

    private static async Task ThrowUnlessVisibleAsync(LimnerDb db, long userId, long imageId, CancellationToken cancellation)
    {
        if (!await db.VisibleTo(userId).AnyAsync(image => image.Id == imageId, cancellation))
        {
            throw new LimnerException(ErrorCatalogue.NotFound);
        }
    }

    private async Task AnnounceAsync(LimnerDb db, long userId, long imageId, CancellationToken cancellation)
    {
        await db.PublishAsync(new ImagesChanged([imageId]), cancellation);
        db.AfterCommit(() =>
        {
            feed.ImagesChanged(userId);
            feed.TagsChanged(userId);
        });
    }
}

using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>
/// What a person does to the tags of one picture, their own or one shared with them for editing. Its tags are words of its owner's, whoever puts
/// them there. The search index follows in the same transaction.
/// </summary>
internal sealed class ImageTagging(IDatabase database, Visibility visibility, ILiveFeed feed, TimeProvider clock)
{
    /// <summary>Adds a manual tag; takes back an earlier removal of the same tag. Doing it twice changes nothing.</summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>: no such picture for this user; <see cref="ErrorCatalogue.Authorization"/>: they see it, no more.
    /// </exception>
    public Task AddAsync(long userId, long imageId, string name, CancellationToken cancellation)
    {
        var clean = TagName.Clean(name);
        var key = TagName.KeyOf(clean);
        return database.WriteAsync(
            async (db, token) =>
            {
                var ownerId = await visibility.RequireEditableAsync(db, userId, imageId, token);
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO tags (owner_id, name, name_key, created_at) VALUES ({ownerId}, {clean}, {key}, {clock.GetUtcNow().ToUnixTimeMilliseconds()})
                    ON CONFLICT (owner_id, name_key) DO NOTHING
                    """,
                    token);
                var tagId = await db.Set<TagRow>().Where(tag => tag.OwnerId == ownerId && tag.NameKey == key).Select(tag => tag.Id).SingleAsync(token);
                var added = await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO image_tags (image_id, tag_id, source, confidence) VALUES ({imageId}, {tagId}, 'manual', NULL) ON CONFLICT DO NOTHING",
                    token);
                await db.Set<RejectedTagRow>().Where(row => row.ImageId == imageId && row.TagId == tagId).ExecuteDeleteAsync(token);
                await ReviewAsync(db, imageId, tagId, "accepted", token);
                if (added > 0)
                {
                    await AnnounceAsync(db, imageId, token);
                }
            },
            cancellation);
    }

    /// <summary>Takes a tag off a picture, whoever put it there, for good: the model does not put it back.</summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>: no such picture for this user, or it has no such tag; <see cref="ErrorCatalogue.Authorization"/>: they
    /// see it, no more.
    /// </exception>
    public Task RemoveAsync(long userId, long imageId, long tagId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await visibility.RequireEditableAsync(db, userId, imageId, token);
                await ReviewAsync(db, imageId, tagId, "rejected", token);
                if (await db.Set<ImageTagRow>().Where(row => row.ImageId == imageId && row.TagId == tagId).ExecuteDeleteAsync(token) == 0)
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "The picture does not have this tag.");
                }

                db.Add(new RejectedTagRow { ImageId = imageId, TagId = tagId });
                await db.SaveChangesAsync(token);
                await AnnounceAsync(db, imageId, token);
            },
            cancellation);

    /// <summary>Where models say the tag, a person has said now whether they are right.</summary>
    private Task<int> ReviewAsync(LimnerDb db, long imageId, long tagId, string verdict, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT OR REPLACE INTO tag_reviews (image_id, tag_id, model, verdict, confidence, reviewed_at)
            SELECT image_id, tag_id, model, {verdict}, confidence, {clock.GetUtcNow().ToUnixTimeMilliseconds()}
            FROM image_tags WHERE image_id = {imageId} AND tag_id = {tagId} AND source = 'model'
            """,
            cancellation);

    private async Task AnnounceAsync(LimnerDb db, long imageId, CancellationToken cancellation)
    {
        await db.PublishAsync(new ImagesChanged([imageId]), cancellation);
        var audience = await db.AudienceOfImagesAsync([imageId], cancellation);
        db.AfterCommit(() =>
        {
            feed.ImagesChanged(audience);
            feed.TagsChanged(audience);
        });
    }
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Storage;
using Limner.Tagging.Operations;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Vocabularies;

/// <summary>
/// What every change to a vocabulary has in common: another revision, and the images that it may concern are noted, so that their tags are made
/// anew from what models and files have said, here if they are few, otherwise by a job. No model runs for it.
/// </summary>
internal sealed class VocabularyChanges(VocabularyReapplication reapplication, TagCounts counts, IJobQueue jobs, ILiveFeed feed, TimeProvider clock)
{
    /// <summary>Words whose images are looked for one by one; for more of them all images are gone through.</summary>
    private const int MaxWords = 200;

    /// <summary>Gives the vocabulary another revision. Whoever had counted tags counts again.</summary>
    public async Task TouchAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO vocabularies (owner_id, free_tags, revision, updated_at) VALUES ({ownerId}, 1, 1, {clock.GetUtcNow().ToUnixTimeMilliseconds()})
            ON CONFLICT (owner_id) DO UPDATE SET revision = revision + 1, updated_at = excluded.updated_at
            """,
            cancellation);
        db.AfterCommit(() =>
        {
            counts.Forget();
            feed.TagsChanged(LiveAudience.Of(ownerId));
        });
    }

    /// <summary>Puts words onto the deny list. What stood for a tag does so no longer.</summary>
    public async Task DenyAsync(LimnerDb db, long ownerId, IReadOnlyCollection<WordShape> words, CancellationToken cancellation)
    {
        if (words.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO vocabulary_words (owner_id, name_key, name)
                SELECT {ownerId}, value ->> 0, value ->> 1 FROM json_each({JsonSerializer.Serialize(words.Select(word => new[] { word.Key, word.Name }))}) WHERE true
                ON CONFLICT (owner_id, name_key) DO UPDATE SET name = excluded.name, tag_id = NULL, former = 0
                """,
                cancellation);
        }
    }

    /// <summary>Takes words off the deny list, and has the images looked at again that they were kept from.</summary>
    public async Task AllowAsync(LimnerDb db, long ownerId, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        if (keys.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM vocabulary_words WHERE owner_id = {ownerId} AND tag_id IS NULL AND name_key IN (SELECT value FROM json_each({JsonSerializer.Serialize(keys)}))", cancellation);
            await ReapplyAsync(db, ownerId, keys, cancellation);
        }
    }

    /// <summary>Has the images looked at again of which models or files said any of these words, or which have a tag of that name because they did.</summary>
    /// <param name="keys">Null: all images.</param>
    public async Task ReapplyAsync(LimnerDb db, long ownerId, IReadOnlyCollection<string>? keys, CancellationToken cancellation)
    {
        if (keys is null || keys.Count > MaxWords)
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO vocabulary_images (owner_id, image_id) SELECT {ownerId}, id FROM images WHERE owner_id = {ownerId} AND purged_at IS NULL ON CONFLICT DO NOTHING", cancellation);
        }
        else
        {
            var words = JsonSerializer.Serialize(keys);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO vocabulary_images (owner_id, image_id)
                SELECT {ownerId}, images.id FROM json_each({words}) item CROSS JOIN detections ON detections.label = item.value
                CROSS JOIN images ON images.content_id = detections.content_id AND images.owner_id = {ownerId} AND images.purged_at IS NULL
                UNION
                SELECT {ownerId}, images.id FROM json_each({words}) item CROSS JOIN suggested_tags ON suggested_tags.name_key = item.value
                CROSS JOIN images ON images.id = suggested_tags.image_id AND images.owner_id = {ownerId} AND images.purged_at IS NULL
                UNION
                SELECT {ownerId}, image_tags.image_id FROM json_each({words}) item CROSS JOIN tags ON tags.owner_id = {ownerId} AND tags.name_key = item.value
                CROSS JOIN image_tags ON image_tags.tag_id = tags.id AND image_tags.source <> 'manual'
                WHERE true ON CONFLICT DO NOTHING
                """,
                cancellation);
        }

        var waiting = await db.Set<VocabularyImageRow>().CountAsync(row => row.OwnerId == ownerId, cancellation);
        if (waiting <= VocabularyReapplication.BatchSize)
        {
            await reapplication.RunBatchAsync(db, ownerId, cancellation);
        }
        else
        {
            // One that runs already may be at its end and find nothing more: the key is of this moment, and whichever runs last finds nothing to do.
            await jobs.EnqueueAsync(
                db,
                new NewJob(
                    VocabularyJob.JobKind, new VocabularyJob.Payload(ownerId), "Apply the vocabulary to tags", ownerId, Subject: null,
                    DeduplicationKey: $"vocabulary:{ownerId}:{clock.GetUtcNow().ToUnixTimeMilliseconds()}"),
                cancellation);
        }
    }
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Limner.Tagging.Tags;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Vocabularies;

/// <summary>Makes the model and file tags of images anew by the vocabulary as it is, a batch at a time: done and forgotten are one transaction.</summary>
internal sealed class VocabularyReapplication(ModelTags models, KeywordTags files, ILiveFeed feed)
{
    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    public const int BatchSize = 500;

    /// <returns>How many images were dealt with; 0: there are no more.</returns>
    public async Task<int> RunBatchAsync(LimnerDb db, long ownerId, CancellationToken cancellation)
    {
        var ids = await db.Set<VocabularyImageRow>().Where(row => row.OwnerId == ownerId).OrderBy(row => row.ImageId).Select(row => row.ImageId).Take(BatchSize).ToListAsync(cancellation);
        if (ids.Count == 0)
        {
            return 0;
        }

        var changed = (await models.ReapplyAsync(db, ids, cancellation)).Union(await files.RefreshAsync(db, ids, cancellation)).ToList();
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM vocabulary_images WHERE owner_id = {ownerId} AND image_id IN (SELECT value FROM json_each({JsonSerializer.Serialize(ids)}))", cancellation);
        if (changed.Count > 0)
        {
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
            var audience = await db.AudienceOfImagesAsync(changed, cancellation);
            db.AfterCommit(() =>
            {
                feed.ImagesChanged(audience);
                feed.TagsChanged(audience);
            });
        }

        return ids.Count;
    }
}

/// <summary>Goes through the images that wait for a changed vocabulary. What is left after a crash is still written down.</summary>
internal sealed class VocabularyJob(IDatabase database, VocabularyReapplication reapplication) : IJobHandler
{
    public const string JobKind = "apply_vocabulary";

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var ownerId = job.Payload<Payload>().OwnerId;
        await database.WriteAsync(
            async (db, token) =>
            {
                var waiting = await db.Set<VocabularyImageRow>().LongCountAsync(row => row.OwnerId == ownerId, token);
                job.FoundNothingToDo = waiting == 0;
                await job.SetTotalAsync(db, waiting, token);
            },
            cancellation);
        while (await database.WriteAsync((db, token) => RunBatchAsync(db, job, ownerId, token), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> RunBatchAsync(LimnerDb db, JobContext job, long ownerId, CancellationToken cancellation)
    {
        var done = await reapplication.RunBatchAsync(db, ownerId, cancellation);
        if (done > 0)
        {
            await job.AdvanceAsync(db, done, 0, null, cancellation);
        }

        return done > 0;
    }

    internal sealed record Payload(long OwnerId);
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>
/// Stores what came of images: the answer, the tags and the caption that follow, the image's state in the run and the job's progress are one transaction, so
/// that a run that is cut off repeats nothing. As many statements for one image as for a batch.
/// </summary>
internal sealed class DescriptionWriter(IModelTags tags, ILiveFeed feed, TimeProvider clock)
{
    public async Task WriteAsync(LimnerDb db, JobContext job, DescriptionRunRow run, AnswerKey key, IReadOnlyList<DescriptionOutcome> batch, CancellationToken cancellation)
    {
        var ids = batch.Select(outcome => outcome.ImageId).ToList();
        var shown = await db.Set<ImageRow>().AsNoTracking()
            .Where(image => EF.Parameter(ids).Contains(image.Id) && image.OwnerId == run.OwnerId && image.RemovedAt == null)
            .ToDictionaryAsync(image => image.Id, image => image.ContentId, cancellation);

        // A content that is no longer the image's is no longer what was asked for; it may even be gone.
        var outcomes = batch.Select(outcome => shown.TryGetValue(outcome.ImageId, out var contentId) && contentId == outcome.ContentId ? outcome : DescriptionOutcome.Gone(outcome.ImageId)).ToList();
        await StoreAnswersAsync(db, key, outcomes, cancellation);
        await ApplyAsync(db, run, [.. outcomes.Where(outcome => outcome.Answer is not null)], cancellation);
        var states = JsonSerializer.Serialize(outcomes.Select(outcome => new object?[]
        {
            outcome.ImageId, outcome.State.ToString().ToLowerInvariant(), outcome.Failure?.Error.Code, outcome.Failure?.Detail, outcome.Seconds,
        }));
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE description_run_images
            SET state = item.value ->> 1, error_code = item.value ->> 2, error_detail = item.value ->> 3, seconds = item.value ->> 4
            FROM json_each({states}) item WHERE run_id = {run.Id} AND image_id = item.value ->> 0
            """,
            cancellation);
        var failed = outcomes.Count(outcome => outcome.State == DescriptionImageState.Failed);
        await job.AdvanceAsync(db, outcomes.Count - failed, failed, "", cancellation);
    }

    /// <summary>An answer that can be used outlives a later one that cannot.</summary>
    private async Task StoreAnswersAsync(LimnerDb db, AnswerKey key, IReadOnlyList<DescriptionOutcome> outcomes, CancellationToken cancellation)
    {
        var rows = outcomes.Where(outcome => outcome.State == DescriptionImageState.Done || (outcome.State == DescriptionImageState.Failed && outcome.IsOfModel)).Select(outcome => new object?[]
        {
            outcome.ContentId, outcome.Answer?.Caption, KnownAnswers.WriteTags(outcome.Answer?.Tags ?? []), outcome.Failure?.Error.Code, outcome.Failure?.Detail, outcome.Seconds ?? 0,
        }).ToList();
        if (rows.Count > 0)
        {
            var json = JsonSerializer.Serialize(rows);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO model_answers (owner_id, content_id, model, prompt_version_id, parameters, caption, tags, error_code, error_detail, seconds, created_at)
                SELECT {key.OwnerId}, value ->> 0, {key.Model}, {key.PromptVersionId}, {key.Parameters}, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
                    {clock.GetUtcNow().ToUnixTimeMilliseconds()}
                FROM json_each({json}) WHERE true
                ON CONFLICT (owner_id, content_id, model, prompt_version_id, parameters) DO UPDATE SET
                    caption = excluded.caption, tags = excluded.tags, error_code = excluded.error_code, error_detail = excluded.error_detail, seconds = excluded.seconds, created_at = excluded.created_at
                WHERE excluded.error_code IS NULL OR model_answers.error_code IS NOT NULL
                """,
                cancellation);
        }
    }

    private async Task ApplyAsync(LimnerDb db, DescriptionRunRow run, IReadOnlyList<DescriptionOutcome> answered, CancellationToken cancellation)
    {
        if (answered.Count == 0)
        {
            return;
        }

        var ids = answered.Select(outcome => outcome.ImageId).ToList();
        await tags.ReplaceAsync(db, run.Model, [.. answered.Select(outcome => new ModelAnswer(outcome.ImageId, outcome.ContentId, outcome.Answer!.Tags))], cancellation);
        await ModelDescriptions.SetAsync(
            db, [.. answered.Select(outcome => new NewModelDescription(outcome.ImageId, outcome.ContentId, outcome.Answer!.Caption, run.Model, OccasionOf(run, outcome)))], clock.GetUtcNow(), cancellation);
        await db.PublishAsync(new ImagesChanged(ids), cancellation);
        var audience = await db.AudienceOfImagesAsync(ids, cancellation);
        db.AfterCommit(() => feed.ImagesChanged(audience));
    }

    private static DescriptionOccasion OccasionOf(DescriptionRunRow run, DescriptionOutcome outcome)
        => run.Origin != DescriptionOrigin.Manual ? DescriptionOccasion.ByItself
            : outcome.State == DescriptionImageState.Known ? DescriptionOccasion.Known
            : DescriptionOccasion.Anew;
}

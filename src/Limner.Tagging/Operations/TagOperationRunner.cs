using System.Text.Json;
using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>
/// Does an operation to its images, or takes it back, a batch at a time. What is changed, what undoing needs to know, and that the images are dealt with
/// are one transaction: cut off anywhere, nothing is done twice and nothing is forgotten.
/// </summary>
internal sealed class TagOperationRunner(Visibility visibility, VocabularyChanges vocabulary, ILiveFeed feed, TimeProvider clock)
{
    /// <summary>Images a transaction; between two of them other writers have their turn.</summary>
    public const int BatchSize = 500;

    /// <summary>Deals with the next images of an operation.</summary>
    /// <param name="expected">Applying or undoing. In any other state somebody has decided otherwise, and nothing happens.</param>
    /// <returns>How many they were; 0 at the end.</returns>
    public async Task<int> RunBatchAsync(LimnerDb db, long operationId, TagOperationState expected, CancellationToken cancellation)
    {
        var operation = await db.Set<TagOperationRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == operationId, cancellation);
        if (operation is null || operation.State != expected)
        {
            return 0;
        }

        var isUndo = expected == TagOperationState.Undoing;
        var from = isUndo ? TagOperationImageState.Done : TagOperationImageState.Pending;
        var images = await db.Set<TagOperationImageRow>().AsNoTracking().Where(row => row.OperationId == operationId && row.State == from)
            .OrderBy(row => row.ImageId).Take(BatchSize).ToDictionaryAsync(row => row.ImageId, row => row.Change, cancellation);
        operation.UpdatedAt = clock.GetUtcNow();
        if (images.Count == 0)
        {
            operation.State = isUndo ? TagOperationState.Undone : TagOperationState.Applied;
            await db.SaveChangesAsync(cancellation);
            if (isUndo)
            {
                await ReapplyAsync(db, operation, cancellation);
            }

            return 0;
        }

        var changes = isUndo ? await UndoAsync(db, operation, images, cancellation) : await ApplyAsync(db, operation, images, cancellation);
        operation.DoneCount += images.Count;
        await db.SaveChangesAsync(cancellation);
        var to = isUndo ? "undone" : "done";
        var rows = JsonSerializer.Serialize(images.Keys.Select(id => new object?[] { id, changes.GetValueOrDefault(id) }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tag_operation_images (operation_id, image_id, state, change) SELECT {operationId}, value ->> 0, {to}, value ->> 1 FROM json_each({rows}) WHERE true
            ON CONFLICT (operation_id, image_id) DO UPDATE SET state = excluded.state, change = excluded.change
            """,
            cancellation);
        await AnnounceAsync(db, [.. images.Keys], cancellation);
        return images.Count;
    }

    /// <returns>What was changed of each image, as it is kept.</returns>
    private async Task<Dictionary<long, string?>> ApplyAsync(LimnerDb db, TagOperationRow operation, Dictionary<long, string?> images, CancellationToken cancellation)
    {
        var change = JsonSerializer.Deserialize<TagsChange>(operation.Change)!;
        var (targets, tagIds) = (images.Keys.ToList(), (IReadOnlyList<long>)change.TagIds);
        var verdicts = new Dictionary<long, ImageVerdicts>();
        switch (operation.Kind)
        {
            case TagOperationKind.Rename or TagOperationKind.Move:
                return [];
            case TagOperationKind.Merge:
                tagIds = [.. change.TagIds, change.Into!.Value];
                break;
            case TagOperationKind.Review:
                verdicts = images.ToDictionary(image => image.Key, image => JsonSerializer.Deserialize<ImageVerdicts>(image.Value!)!);
                tagIds = [.. verdicts.Values.SelectMany(said => said.Verdicts).SelectMany(verdict => new[] { verdict.TagId, verdict.ReplacementId ?? verdict.TagId }).Distinct()];
                targets = await EditableAsync(db, operation.UserId, targets, cancellation);
                break;
            default:
                break;
        }

        var now = clock.GetUtcNow();
        var changes = new Dictionary<long, ImageTagsChange>();
        var states = await ImageTagStates.LoadAsync(db, targets, tagIds, cancellation);
        foreach (var (id, before) in states)
        {
            var after = operation.Kind switch
            {
                TagOperationKind.Merge => ImageTagTransforms.Merge(before, change.Into!.Value),
                TagOperationKind.Delete => ImageTagTransforms.Delete(before),
                _ => ImageTagTransforms.Review(before, verdicts[id].Verdicts, now),
            };
            if (!after.Is(before))
            {
                changes[id] = new ImageTagsChange(tagIds, before, after);
            }
        }

        if (changes.Count > 0)
        {
            await ImageTagStates.WriteAsync(db, changes.ToDictionary(item => item.Key, item => item.Value.After), tagIds, cancellation);
        }

        foreach (var (id, caption) in await ReviewCaptionsAsync(db, [.. targets.Where(id => verdicts.GetValueOrDefault(id)?.Caption is not null)], verdicts, now, cancellation))
        {
            var same = states.GetValueOrDefault(id, ImageTagState.Nothing);
            changes[id] = changes.GetValueOrDefault(id, new ImageTagsChange(tagIds, same, same)) with { Caption = caption };
        }

        return changes.ToDictionary(item => item.Key, item => (string?)JsonSerializer.Serialize(item.Value));
    }

    private static async Task<Dictionary<long, CaptionChange>> ReviewCaptionsAsync(
        LimnerDb db, IReadOnlyList<long> targets, Dictionary<long, ImageVerdicts> verdicts, DateTimeOffset now, CancellationToken cancellation)
    {
        var changes = new Dictionary<long, CaptionChange>();
        if (targets.Count > 0)
        {
            foreach (var (id, before) in await DescriptionReviews.LoadAsync(db, targets, cancellation))
            {
                if (verdicts[id].Caption!.Apply(before, now) is { } after)
                {
                    changes[id] = new CaptionChange(before, after);
                }
            }

            await DescriptionReviews.WriteAsync(db, changes.ToDictionary(item => item.Key, item => item.Value.After), now, cancellation);
        }

        return changes;
    }

    private async Task<Dictionary<long, string?>> UndoAsync(LimnerDb db, TagOperationRow operation, Dictionary<long, string?> images, CancellationToken cancellation)
    {
        var changes = images.Where(image => image.Value is not null).ToDictionary(image => image.Key, image => JsonSerializer.Deserialize<ImageTagsChange>(image.Value!)!);
        if (changes.Count > 0)
        {
            // All images of an operation tell of the same tags, those of a review of the tags of their batch.
            var tagIds = changes.Values.SelectMany(change => change.TagIds).Distinct().ToList();
            var targets = operation.Kind == TagOperationKind.Review ? await EditableAsync(db, operation.UserId, [.. changes.Keys], cancellation) : [.. changes.Keys];
            var now = await ImageTagStates.LoadAsync(db, targets, tagIds, cancellation);
            var described = targets.Where(id => changes[id].Caption is not null).ToList();
            var captions = described.Count == 0 ? new Dictionary<long, DescriptionState>() : await DescriptionReviews.LoadAsync(db, described, cancellation);
            var restored = targets
                .Where(id => now.GetValueOrDefault(id, ImageTagState.Nothing).Is(changes[id].After) && (changes[id].Caption is not { } caption || captions.GetValueOrDefault(id) == caption.After))
                .ToList();
            await ImageTagStates.WriteAsync(db, restored.ToDictionary(id => id, id => changes[id].Before), tagIds, cancellation);
            if (restored.Where(id => changes[id].Caption is not null).ToDictionary(id => id, id => changes[id].Caption!.Before) is { Count: > 0 } before)
            {
                await DescriptionReviews.WriteAsync(db, before, clock.GetUtcNow(), cancellation);
            }

            operation.Restored += restored.Count;
            operation.Kept += changes.Count - restored.Count;
        }

        operation.Restored += images.Count - changes.Count;
        return images.ToDictionary(image => image.Key, image => image.Value);
    }

    /// <summary>What models and files have said since, in words that stood for something else meanwhile, means again what it meant.</summary>
    private async Task ReapplyAsync(LimnerDb db, TagOperationRow operation, CancellationToken cancellation)
    {
        var change = JsonSerializer.Deserialize<TagsChange>(operation.Change)!;
        var words = change.Before.Concat(change.After).SelectMany(tag => tag.Words.Select(word => word.Key).Prepend(tag.NameKey)).Concat(change.Denied.Select(word => word.Key)).Distinct().ToList();
        if (words.Count > 0 && operation.Kind != TagOperationKind.Move)
        {
            await vocabulary.ReapplyAsync(db, operation.UserId, words, cancellation);
        }
    }

    private Task<List<long>> EditableAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => visibility.EditableBy(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);

    private async Task AnnounceAsync(LimnerDb db, IReadOnlyList<long> imageIds, CancellationToken cancellation)
    {
        await db.PublishAsync(new ImagesChanged(imageIds), cancellation);
        var audience = await db.AudienceOfImagesAsync(imageIds, cancellation);
        db.AfterCommit(() =>
        {
            feed.ImagesChanged(audience);
            feed.TagsChanged(audience);
        });
    }
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>Previews operations on tags, begins them and takes them back. Few images are dealt with at once, many by a job.</summary>
internal sealed class TagOperations(IDatabase database, TagOperationRunner runner, IJobQueue jobs, VocabularyChanges vocabulary, TimeProvider clock)
{
    /// <summary>What an operation would do.</summary>
    /// <exception cref="LimnerException">What the plan refuses.</exception>
    public Task<TagOperationView> PreviewAsync(long userId, Func<LimnerDb, CancellationToken, Task<TagPlan>> plan, CancellationToken cancellation)
        => database.SnapshotAsync(
            async (db, token) =>
            {
                var planned = await plan(db, token);
                var images = Reached(db, planned);
                var count = await Visibility.OwnedBy(db, userId).CountAsync(image => images.Contains(image.Id), token);
                return TagOperationView.Preview(planned, count);
            },
            cancellation);

    /// <summary>Changes the tags, notes which images that reaches, and deals with them if they are few.</summary>
    /// <inheritdoc cref="PreviewAsync"/>
    public Task<TagOperationView> BeginAsync(long userId, Func<LimnerDb, CancellationToken, Task<TagPlan>> plan, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var planned = await plan(db, token);
                var images = await Reached(db, planned).Distinct().ToListAsync(token);
                await ChangeTagsAsync(db, userId, planned, token);
                return await RecordAsync(db, userId, planned, images.ConvertAll(id => new object?[] { id, null }), token);
            },
            cancellation);

    /// <summary>Notes what is to be done to which images, and does it if they are few.</summary>
    /// <param name="images">Id, and what the runner finds as <see cref="TagOperationImageRow.Change"/>.</param>
    public async Task<TagOperationView> RecordAsync(LimnerDb db, long userId, TagPlan planned, IReadOnlyCollection<object?[]> images, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var forgotten = now - TagOperationView.UndoTime;
        await db.Set<TagOperationRow>().Where(old => old.CreatedAt < forgotten).ExecuteDeleteAsync(cancellation);
        var operation = new TagOperationRow
        {
            UserId = userId,
            Kind = planned.Kind,
            State = TagOperationState.Applying,
            Title = planned.Title,
            Change = JsonSerializer.Serialize(planned.Change),
            ImageCount = images.Count,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(operation);
        await db.SaveChangesAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tag_operation_images (operation_id, image_id, state, change)
            SELECT {operation.Id}, value ->> 0, 'pending', value ->> 1 FROM json_each({JsonSerializer.Serialize(images)})
            """,
            cancellation);
        return await StartAsync(db, operation, cancellation);
    }

    /// <summary>Takes back what still stands as the operation left it. One that is under way is stopped first.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>conflict</c>: that has been done, or a tag is another by now.</exception>
    public Task<TagOperationView> UndoAsync(long userId, long operationId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var operation = await Mine(db, userId).AsTracking().FirstOrDefaultAsync(row => row.Id == operationId, token) ?? throw NoOperation();
                if (operation.State is TagOperationState.Undoing or TagOperationState.Undone)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "It has been undone.");
                }

                await jobs.CancelForSubjectAsync(db, TagOperationView.PublicIdOf(operationId), token);
                await RestoreTagsAsync(db, userId, JsonSerializer.Deserialize<TagsChange>(operation.Change)!, token);
                operation.State = TagOperationState.Undoing;
                operation.DoneCount = operation.ImageCount - await db.Set<TagOperationImageRow>().LongCountAsync(row => row.OperationId == operationId && row.State == TagOperationImageState.Done, token);
                operation.UpdatedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(token);
                return await StartAsync(db, operation, token);
            },
            cancellation);

    /// <summary>Somebody's own operations, of the last 30 days.</summary>
    public IQueryable<TagOperationRow> Mine(LimnerDb db, long userId)
    {
        var forgotten = clock.GetUtcNow() - TagOperationView.UndoTime;
        return db.Set<TagOperationRow>().Where(operation => operation.UserId == userId && operation.CreatedAt >= forgotten);
    }

    /// <summary>Operations as the API shows them, in one query.</summary>
    public async Task<IReadOnlyList<TagOperationView>> ViewsAsync(LimnerDb db, IReadOnlyList<TagOperationRow> operations, CancellationToken cancellation)
    {
        var active = await jobs.ActiveForSubjectsAsync(db, [.. operations.Select(operation => TagOperationView.PublicIdOf(operation.Id))], TagOperationJob.JobKind, cancellation);
        return [.. operations.Select(operation => TagOperationView.From(operation, active.GetValueOrDefault(TagOperationView.PublicIdOf(operation.Id))))];
    }

    public static LimnerException NoOperation() => new(ErrorCatalogue.NotFound, "No such operation.");

    /// <summary>The images whose tags, or whose words to be searched for, become others; those in the trash as well.</summary>
    private static IQueryable<long> Reached(LimnerDb db, TagPlan planned)
    {
        var ids = planned.Change.TagIds;
        var given = db.Set<ImageTagRow>();
        switch (planned.Kind)
        {
            case TagOperationKind.Rename or TagOperationKind.Move:
                // Images are found by the names of all tags above theirs.
                return given.Where(row => EF.Parameter(ids).Contains(row.TagId)).Select(row => row.ImageId)
                    .Union(given.Where(row => db.Set<TagAncestorRow>().Any(above => above.TagId == row.TagId && EF.Parameter(ids).Contains(above.AncestorId))).Select(row => row.ImageId));
            case TagOperationKind.Merge:
                return given.Where(row => EF.Parameter(ids).Contains(row.TagId)).Select(row => row.ImageId)
                    .Union(db.Set<RejectedTagRow>().Where(row => EF.Parameter(ids).Contains(row.TagId)).Select(row => row.ImageId))
                    .Union(given.Where(row => db.Set<TagAncestorRow>().Any(above => above.TagId == row.TagId && EF.Parameter(ids).Contains(above.AncestorId))).Select(row => row.ImageId));
            default:
                return given.Where(row => EF.Parameter(ids).Contains(row.TagId)).Select(row => row.ImageId)
                    .Union(given.Where(row => db.Set<TagAncestorRow>().Any(above => above.TagId == row.TagId && EF.Parameter(ids).Contains(above.AncestorId))).Select(row => row.ImageId));
        }
    }

    private async Task ChangeTagsAsync(LimnerDb db, long userId, TagPlan planned, CancellationToken cancellation)
    {
        if (planned.Husk is { } husk)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO rejected_tags (image_id, tag_id) SELECT image_id, {planned.Change.TagIds[0]} FROM rejected_tags
                WHERE tag_id = {husk} AND NOT EXISTS (SELECT 1 FROM image_tags WHERE image_tags.image_id = rejected_tags.image_id AND image_tags.tag_id = {planned.Change.TagIds[0]})
                ON CONFLICT DO NOTHING
                """,
                cancellation);
            await db.Set<TagRow>().Where(tag => tag.Id == husk).ExecuteDeleteAsync(cancellation);
        }

        await TagShapes.WriteAsync(db, userId, Ordered(planned.Change.After), cancellation);
        await vocabulary.DenyAsync(db, userId, planned.Change.Denied, cancellation);
        await vocabulary.TouchAsync(db, userId, cancellation);
    }

    private async Task RestoreTagsAsync(LimnerDb db, long userId, TagsChange change, CancellationToken cancellation)
    {
        if (change.Before.Count == 0)
        {
            return;
        }

        var now = await TagShapes.LoadAsync(db, userId, [.. change.After.Select(tag => tag.Id)], cancellation);
        if (change.After.FirstOrDefault(tag => !now.TryGetValue(tag.Id, out var present) || !present.Is(tag)) is { } other)
        {
            throw new LimnerException(ErrorCatalogue.Conflict, $"The tag “{other.Name}” has been changed since: undo that first.");
        }

        await vocabulary.AllowAsync(db, userId, [.. change.Denied.Select(word => word.Key)], cancellation);
        await TagShapes.WriteAsync(db, userId, change.Before, cancellation);
        await vocabulary.TouchAsync(db, userId, cancellation);
    }

    /// <summary>Those that give words away first: a word is one tag's at a time.</summary>
    private static List<TagShape> Ordered(IReadOnlyList<TagShape> shapes) => [.. shapes.OrderBy(shape => shape.Words.Count)];

    private async Task<TagOperationView> StartAsync(LimnerDb db, TagOperationRow operation, CancellationToken cancellation)
    {
        if (operation.ImageCount <= TagOperationRunner.BatchSize)
        {
            while (await runner.RunBatchAsync(db, operation.Id, operation.State, cancellation) > 0)
            {
                // At most one batch and the end.
            }
        }
        else
        {
            var isUndo = operation.State == TagOperationState.Undoing;
            await jobs.EnqueueAsync(
                db,
                new NewJob(
                    TagOperationJob.JobKind,
                    new TagOperationJob.Payload(operation.Id, isUndo),
                    (isUndo ? "Undo: " : "") + operation.Title,
                    operation.UserId,
                    TagOperationView.PublicIdOf(operation.Id)),
                cancellation);
        }

        var fresh = await db.Set<TagOperationRow>().AsNoTracking().SingleAsync(row => row.Id == operation.Id, cancellation);
        return (await ViewsAsync(db, [fresh], cancellation))[0];
    }
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>Puts a tag on many images, or takes it off, as <see cref="ImageTagging"/> does with one.</summary>
internal sealed class TagBulkEditor(Visibility visibility, ILiveFeed feed, TimeProvider clock) : IBulkEditor
{
    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.AddTag, BulkActionKind.RemoveTag];

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
        => Task.FromResult<string?>(TagName.Clean(action.Value ?? throw new LimnerException(ErrorCatalogue.Validation.With("Name the tag.", "actions"))));

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var editable = await EditableAsync(db, userId, imageIds, cancellation);
        var others = imageIds.Except(editable).ToList();
        var seen = others.Count == 0
            ? []
            : await visibility.VisibleTo(db, userId, others).Select(image => image.Id).ToListAsync(cancellation);
        var present = await PresentAsync(db, action, editable, cancellation);
        var rejected = (await Rejected(db, action, editable).Select(row => row.ImageId).ToListAsync(cancellation)).ToHashSet();
        var changes = action.Kind == BulkActionKind.AddTag
            ? editable.Where(id => !present[id].Any(tag => tag.Source == TagSource.Manual)).ToDictionary(id => id, id => Write(new Change([], rejected.Contains(id))))
            : editable.Where(present.Contains).ToDictionary(id => id, id => Write(new Change([.. present[id].Select(tag => new Removed(tag.Source, tag.Confidence, tag.Model))], rejected.Contains(id))));
        return new BulkPlan(changes, others.ToDictionary(id => id, id => seen.Contains(id) ? BulkRefusal.ViewOnly : BulkRefusal.Gone));
    }

    public async Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var ids = changes.Keys.ToList();
        if (action.Kind == BulkActionKind.AddTag)
        {
            await AddAsync(db, action, ids, cancellation);
            await Rejected(db, action, ids).ExecuteDeleteAsync(cancellation);
        }
        else
        {
            await RejectAsync(db, action, ids, cancellation);
            await Tagged(db, action, ids).ExecuteDeleteAsync(cancellation);
        }

        await AnnounceAsync(db, ids, cancellation);
    }

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var editable = await EditableAsync(db, userId, changes.Keys.ToList(), cancellation);
        var present = await PresentAsync(db, action, editable, cancellation);
        List<long> restored;
        if (action.Kind == BulkActionKind.AddTag)
        {
            restored = [.. editable.Where(id => present[id].Any(tag => tag.Source == TagSource.Manual))];
            await Tagged(db, action, restored).Where(row => row.Source == TagSource.Manual).ExecuteDeleteAsync(cancellation);
            await RejectAsync(db, action, [.. restored.Where(id => Read(changes[id]).WasRejected)], cancellation);
        }
        else
        {
            restored = [.. editable.Where(id => !present.Contains(id))];
            var rows = restored.SelectMany(id => Read(changes[id]).Tags.Select(tag => new object?[] { id, tag.Source.ToString().ToLowerInvariant(), tag.Confidence, tag.Model ?? (tag.Source == TagSource.Model ? TagModels.Detector : "") }));
            await EnsureTagsAsync(db, action, restored, cancellation);
            await InsertAsync(db, action, JsonSerializer.Serialize(rows), cancellation);
            await Rejected(db, action, [.. restored.Where(id => !Read(changes[id]).WasRejected)]).ExecuteDeleteAsync(cancellation);
        }

        await AnnounceAsync(db, restored, cancellation);
        return restored;
    }

    private Task<List<long>> EditableAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => visibility.EditableBy(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);

    private static async Task<ILookup<long, ImageTagRow>> PresentAsync(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => (await Tagged(db, action, imageIds).AsNoTracking().ToListAsync(cancellation)).ToLookup(row => row.ImageId);

    /// <summary>The tag on these images: each owner has a word of their own for it.</summary>
    private static IQueryable<ImageTagRow> Tagged(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds)
    {
        var tags = Tags(db, action);
        return db.Set<ImageTagRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && tags.Contains(row.TagId));
    }

    private static IQueryable<RejectedTagRow> Rejected(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds)
    {
        var tags = Tags(db, action);
        return db.Set<RejectedTagRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && tags.Contains(row.TagId));
    }

    private static IQueryable<long> Tags(LimnerDb db, BulkAction action)
    {
        var key = KeyOf(action);
        return db.Set<TagRow>().Where(tag => tag.NameKey == key).Select(tag => tag.Id);
    }

    private async Task AddAsync(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        await EnsureTagsAsync(db, action, imageIds, cancellation);
        await InsertAsync(db, action, JsonSerializer.Serialize(imageIds.Select(id => new object?[] { id, "manual", null, "" })), cancellation);
    }

    private async Task EnsureTagsAsync(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(imageIds);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT DISTINCT owner_id, {TagName.Clean(action.Value!)}, {KeyOf(action)}, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM images WHERE id IN (SELECT value FROM json_each({ids}))
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            cancellation);
    }

    /// <param name="rows">A JSON array of image, source, confidence and model.</param>
    private static Task InsertAsync(LimnerDb db, BulkAction action, string rows, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_tags (image_id, tag_id, source, confidence, model)
            SELECT images.id, tags.id, item.value ->> 1, item.value ->> 2, item.value ->> 3
            FROM json_each({rows}) item CROSS JOIN images ON images.id = item.value ->> 0 CROSS JOIN tags ON tags.owner_id = images.owner_id AND tags.name_key = {KeyOf(action)}
            WHERE true ON CONFLICT DO NOTHING
            """,
            cancellation);

    private static Task RejectAsync(LimnerDb db, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO rejected_tags (image_id, tag_id)
            SELECT images.id, tags.id FROM json_each({JsonSerializer.Serialize(imageIds)}) item
            CROSS JOIN images ON images.id = item.value CROSS JOIN tags ON tags.owner_id = images.owner_id AND tags.name_key = {KeyOf(action)}
            WHERE true ON CONFLICT DO NOTHING
            """,
            cancellation);

    private async Task AnnounceAsync(LimnerDb db, IReadOnlyList<long> imageIds, CancellationToken cancellation)
    {
        if (imageIds.Count == 0)
        {
            return;
        }

        await db.PublishAsync(new ImagesChanged(imageIds), cancellation);
        var audience = await db.AudienceOfImagesAsync(imageIds, cancellation);
        db.AfterCommit(() =>
        {
            feed.ImagesChanged(audience);
            feed.TagsChanged(audience);
        });
    }

    private static string KeyOf(BulkAction action) => TagName.KeyOf(TagName.Clean(action.Value!));

    private static string Write(Change change) => JsonSerializer.Serialize(change);

    private static Change Read(string text) => JsonSerializer.Deserialize<Change>(text)!;

    /// <param name="Tags">What the image had of the tag and has lost.</param>
    /// <param name="WasRejected">Whether somebody had taken the tag off before, so that the model did not put it back.</param>
    private sealed record Change(IReadOnlyList<Removed> Tags, bool WasRejected);

    /// <param name="Model">Null in what was written down when there was but one model, the detector.</param>
    private sealed record Removed(TagSource Source, double? Confidence, string? Model);
}

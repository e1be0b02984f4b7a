using System.Globalization;
using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Metadata;

/// <summary>Says of many images when they were taken, as <see cref="ImageEditing"/> does of one: a time for all, or a shift for a camera whose clock was wrong.</summary>
internal sealed class DateBulkEditor(Visibility visibility, ILiveFeed live, TimeProvider clock) : IBulkEditor
{
    /// <summary>Seconds. A camera whose battery was empty starts decades ago; nothing is out by more than a century.</summary>
    private const long LargestShift = 100L * 366 * 24 * 60 * 60;

    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.SetTakenAt, BulkActionKind.ShiftTakenAt];

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
    {
        if (action.Kind == BulkActionKind.SetTakenAt)
        {
            TakenTime.Parse(action.Value, clock.GetUtcNow(), "actions");
        }
        else if (!long.TryParse(action.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) || seconds is 0 or < -LargestShift or > LargestShift)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A shift is a number of seconds, up to a century either way.", "actions"));
        }

        return Task.FromResult(action.Value);
    }

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var editable = await EditableAsync(db, userId, imageIds, cancellation);
        var others = imageIds.Except(editable).ToList();
        var seen = others.Count == 0
            ? []
            : await visibility.VisibleTo(db, userId, others).Select(image => image.Id).ToListAsync(cancellation);
        var refused = others.ToDictionary(id => id, id => seen.Contains(id) ? BulkRefusal.ViewOnly : BulkRefusal.Gone);
        var said = await SaidAsync(db, editable, cancellation);
        var shown = await db.Set<ImageValuesRow>().Where(row => EF.Parameter(editable).Contains(row.ImageId)).Select(row => new { row.ImageId, row.TakenAt })
            .ToDictionaryAsync(row => row.ImageId, row => row.TakenAt, cancellation);
        var changes = new Dictionary<long, string>();
        foreach (var id in editable)
        {
            var before = said.GetValueOrDefault(id);
            if (After(action, shown.GetValueOrDefault(id)) is not { } after)
            {
                refused.Add(id, BulkRefusal.NoDate);
            }
            else if (after.TakenAt != before)
            {
                changes.Add(id, JsonSerializer.Serialize(new Change(before, after.TakenAt)));
            }
        }

        return new BulkPlan(changes, refused);
    }

    public Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
        => WriteAsync(db, changes.ToDictionary(change => change.Key, change => Read(change.Value).After), cancellation);

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var editable = await EditableAsync(db, userId, changes.Keys.ToList(), cancellation);
        var said = await SaidAsync(db, editable, cancellation);
        var restored = editable.Where(id => said.GetValueOrDefault(id) == Read(changes[id]).After).ToDictionary(id => id, id => Read(changes[id]).Before);
        await WriteAsync(db, restored, cancellation);
        return restored.Keys;
    }

    /// <summary>What is to be said of an image that shows this date; null where that makes no sense.</summary>
    private Said? After(BulkAction action, DateTimeOffset? shown)
    {
        var now = clock.GetUtcNow();
        if (action.Kind == BulkActionKind.SetTakenAt)
        {
            return new Said(TakenTime.Parse(action.Value, now, "actions"));
        }

        var shift = TimeSpan.FromSeconds(long.Parse(action.Value!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

        // Checked before it is added: what a file says may lie anywhere in the years that can be written.
        return shown is { } taken && taken - DateTimeOffset.MinValue > -shift && DateTimeOffset.MaxValue - taken > shift && TakenTime.IsBelieved(taken + shift, now)
            ? new Said(taken + shift)
            : null;
    }

    private Task<List<long>> EditableAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => visibility.EditableBy(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);

    private static Task<Dictionary<long, DateTimeOffset?>> SaidAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => db.Set<ImageEditRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId)).Select(row => new { row.ImageId, row.TakenAt })
            .ToDictionaryAsync(row => row.ImageId, row => row.TakenAt, cancellation);

    private async Task WriteAsync(LimnerDb db, Dictionary<long, DateTimeOffset?> dates, CancellationToken cancellation)
    {
        if (dates.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var rows = JsonSerializer.Serialize(dates.Select(date => new object?[] { date.Key, date.Value?.ToUnixTimeMilliseconds() }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_edits (image_id, taken_at, updated_at)
            SELECT value ->> 0, value ->> 1, {now.ToUnixTimeMilliseconds()} FROM json_each({rows}) WHERE true
            ON CONFLICT (image_id) DO UPDATE SET taken_at = excluded.taken_at, updated_at = excluded.updated_at
            """,
            cancellation);
        var changed = await ImageValues.RefreshAsync(db, dates.Keys, cancellation);
        if (changed.Count > 0)
        {
            await db.Set<ImageRow>().Where(image => EF.Parameter(changed).Contains(image.Id)).ExecuteUpdateAsync(set => set.SetProperty(image => image.UpdatedAt, now), cancellation);
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
            var audience = await db.AudienceOfImagesAsync(changed, cancellation);
            db.AfterCommit(() => live.ImagesChanged(audience));
        }
    }

    private static Change Read(string text) => JsonSerializer.Deserialize<Change>(text)!;

    /// <param name="Before">What had been said of the image; null: nothing.</param>
    /// <param name="After">What is said of it now.</param>
    private sealed record Change(DateTimeOffset? Before, DateTimeOffset? After);

    private readonly record struct Said(DateTimeOffset? TakenAt);
}

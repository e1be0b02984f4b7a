using System.Globalization;
using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Marks;

/// <summary>Favourites and ratings of many images: everybody may mark what they see.</summary>
internal sealed class MarkBulkEditor(Visibility visibility, ILiveFeed live) : IBulkEditor
{
    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.Favourite, BulkActionKind.Unfavourite, BulkActionKind.Rate];

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
        => action.Kind != BulkActionKind.Rate || action.Value is null or "0" or "1" or "2" or "3" or "4" or "5"
            ? Task.FromResult(action.Kind == BulkActionKind.Rate ? action.Value : null)
            : throw new LimnerException(ErrorCatalogue.Validation.With($"A rating is 0 to {ImageMarks.HighestRating} stars, or left out.", "actions"));

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var seen = await SeenAsync(db, userId, imageIds, cancellation);
        var marks = await MarksAsync(db, userId, imageIds, cancellation);
        var changes = new Dictionary<long, string>();
        foreach (var id in seen)
        {
            var before = marks.GetValueOrDefault(id, MarksView.None);
            if (After(action, before) != before)
            {
                changes.Add(id, JsonSerializer.Serialize(before));
            }
        }

        return new BulkPlan(changes, imageIds.Except(seen).ToDictionary(id => id, _ => BulkRefusal.Gone));
    }

    public async Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
        => await WriteAsync(db, userId, changes.ToDictionary(change => change.Key, change => After(action, Read(change.Value))), cancellation);

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var seen = await SeenAsync(db, userId, changes.Keys.ToList(), cancellation);
        var marks = await MarksAsync(db, userId, seen, cancellation);
        var restored = new Dictionary<long, MarksView>();
        foreach (var id in seen)
        {
            var (now, before) = (marks.GetValueOrDefault(id, MarksView.None), Read(changes[id]));

            // Only what the action itself set is looked at: a rating given since stays when a favourite is taken back.
            if (After(action, now) == now)
            {
                restored.Add(id, action.Kind == BulkActionKind.Rate ? now with { Rating = before.Rating } : now with { Favourite = before.Favourite });
            }
        }

        await WriteAsync(db, userId, restored, cancellation);
        return restored.Keys;
    }

    private static MarksView After(BulkAction action, MarksView marks) => action.Kind switch
    {
        BulkActionKind.Favourite => marks with { Favourite = true },
        BulkActionKind.Unfavourite => marks with { Favourite = false },
        _ => marks with { Rating = action.Value is { } stars ? int.Parse(stars, CultureInfo.InvariantCulture) : null },
    };

    private static MarksView Read(string change) => JsonSerializer.Deserialize<MarksView>(change)!;

    private Task<List<long>> SeenAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => visibility.VisibleTo(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);

    /// <summary>Never from what the context has seen before: marks are written around it, and undoing two actions reads them twice.</summary>
    private static Task<Dictionary<long, MarksView>> MarksAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => db.Set<ImageMarkRow>().AsNoTracking().Where(mark => mark.UserId == userId && EF.Parameter(imageIds).Contains(mark.ImageId))
            .ToDictionaryAsync(mark => mark.ImageId, mark => new MarksView(mark.Favourite, mark.Rating), cancellation);

    private async Task WriteAsync(LimnerDb db, long userId, Dictionary<long, MarksView> marks, CancellationToken cancellation)
    {
        if (marks.Count == 0)
        {
            return;
        }

        var rows = JsonSerializer.Serialize(marks.Select(mark => new object?[] { mark.Key, mark.Value.Favourite ? 1 : 0, mark.Value.Rating }));
        await db.Database.ExecuteSqlAsync($"DELETE FROM image_marks WHERE user_id = {userId} AND image_id IN (SELECT value ->> 0 FROM json_each({rows}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_marks (user_id, image_id, favourite, rating)
            SELECT {userId}, value ->> 0, value ->> 1, value ->> 2 FROM json_each({rows}) WHERE value ->> 1 = 1 OR value ->> 2 IS NOT NULL
            """,
            cancellation);
        db.AfterCommit(() => live.ImagesChanged(LiveAudience.Of(userId)));
    }
}

using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Trash;

/// <summary>Moves many images to their owner's trash; undoing takes them out again.</summary>
internal sealed class TrashBulkEditor(IImageTrash trash, Visibility visibility) : IBulkEditor
{
    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.MoveToTrash];

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var images = await visibility.VisibleTo(db, userId, imageIds).Select(image => new { image.Id, image.OwnerId }).ToListAsync(cancellation);
        var refused = imageIds.Except(images.Select(image => image.Id)).ToDictionary(id => id, _ => BulkRefusal.Gone);
        foreach (var image in images.Where(image => image.OwnerId != userId))
        {
            refused.Add(image.Id, BulkRefusal.NotYours);
        }

        return new BulkPlan(images.Where(image => image.OwnerId == userId).ToDictionary(image => image.Id, _ => ""), refused);
    }

    public Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
        => trash.MoveAsync(db, userId, [.. changes.Keys], cancellation);

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
        => await trash.RestoreAsync(db, userId, [.. changes.Keys], cancellation);
}

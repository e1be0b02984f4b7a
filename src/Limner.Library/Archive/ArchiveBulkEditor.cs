using System.Globalization;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Archive;

/// <summary>Puts many images away, or brings them back: their owner alone.</summary>
internal sealed class ArchiveBulkEditor(Visibility visibility, ImageArchive archive) : IBulkEditor
{
    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.Archive, BulkActionKind.Unarchive];

    public Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var archived = action.Kind == BulkActionKind.Archive;
        var images = await visibility.VisibleTo(db, userId, imageIds)
            .Select(image => new { image.Id, image.OwnerId, image.ArchivedAt })
            .ToListAsync(cancellation);
        var refused = imageIds.Except(images.Select(image => image.Id)).ToDictionary(id => id, _ => BulkRefusal.Gone);
        foreach (var image in images.Where(image => image.OwnerId != userId))
        {
            refused.Add(image.Id, BulkRefusal.NotYours);
        }

        return new BulkPlan(
            images.Where(image => image.OwnerId == userId && image.ArchivedAt is not null != archived)
                .ToDictionary(image => image.Id, image => image.ArchivedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? ""),
            refused);
    }

    public Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
        => archive.SetAsync(db, [.. changes.Keys], action.Kind == BulkActionKind.Archive, cancellation);

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var archived = action.Kind == BulkActionKind.Archive;
        var ids = changes.Keys.ToList();
        var standing = await Visibility.OwnedBy(db, userId, ids).Where(image => (image.ArchivedAt != null) == archived)
            .Select(image => image.Id)
            .ToListAsync(cancellation);
        await archive.SetAsync(db, standing, !archived, cancellation);
        if (!archived)
        {
            // As long ago as it was.
            foreach (var moment in standing.GroupBy(id => changes[id], StringComparer.Ordinal))
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(moment.Key, CultureInfo.InvariantCulture));
                var together = moment.ToList();
                await db.Set<ImageRow>().Where(image => EF.Parameter(together).Contains(image.Id)).ExecuteUpdateAsync(set => set.SetProperty(image => image.ArchivedAt, at), cancellation);
            }
        }

        return standing;
    }
}

using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Puts many images into an album, or takes them out.</summary>
internal sealed class AlbumBulkEditor(AlbumGate gate, AlbumContents contents, Visibility visibility) : IBulkEditor
{
    public IReadOnlyCollection<BulkActionKind> Kinds { get; } = [BulkActionKind.AddToAlbum, BulkActionKind.RemoveFromAlbum];

    public async Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
    {
        var album = await gate.RequireAsync(db, userId, AlbumGate.ParseId(action.Value ?? ""), FolderAccess.Edit, cancellation);
        return album.FolderId is null ? album.Name : throw new LimnerException(ErrorCatalogue.Conflict, "The album shows what lies in a folder.");
    }

    public async Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        if (await FindAsync(db, userId, action, cancellation) is not { } albumId)
        {
            return BulkPlan.Nothing with { Refused = imageIds.ToDictionary(id => id, _ => BulkRefusal.Gone) };
        }

        var members = await db.Set<AlbumImageRow>().Where(row => row.AlbumId == albumId && EF.Parameter(imageIds).Contains(row.ImageId)).ToDictionaryAsync(row => row.ImageId, cancellation);
        if (action.Kind == BulkActionKind.RemoveFromAlbum)
        {
            return BulkPlan.Nothing with { Changes = members.ToDictionary(row => row.Key, row => JsonSerializer.Serialize(new Place(row.Value.Position, row.Value.AddedBy, row.Value.AddedAt.ToUnixTimeMilliseconds()))) };
        }

        var seen = await visibility.VisibleTo(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);
        return new BulkPlan(
            seen.Where(id => !members.ContainsKey(id)).ToDictionary(id => id, _ => ""),
            imageIds.Except(seen).ToDictionary(id => id, _ => BulkRefusal.Gone));
    }

    public async Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        var albumId = AlbumGate.ParseId(action.Value ?? "");
        var ids = changes.Keys.ToList();
        if (action.Kind == BulkActionKind.AddToAlbum)
        {
            await contents.AddAsync(db, userId, albumId, ids, cancellation);
        }
        else
        {
            await db.Set<AlbumImageRow>().Where(row => row.AlbumId == albumId && EF.Parameter(ids).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        }

        await contents.AnnounceAsync(db, albumId, cancellation);
    }

    public async Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation)
    {
        if (await FindAsync(db, userId, action, cancellation) is not { } albumId)
        {
            return [];
        }

        var ids = changes.Keys.ToList();
        var members = await db.Set<AlbumImageRow>().Where(row => row.AlbumId == albumId && EF.Parameter(ids).Contains(row.ImageId))
            .ToDictionaryAsync(row => row.ImageId, row => row.AddedBy, cancellation);
        List<long> restored;
        if (action.Kind == BulkActionKind.AddToAlbum)
        {
            restored = [.. members.Where(member => member.Value == userId).Select(member => member.Key)];
            await db.Set<AlbumImageRow>().Where(row => row.AlbumId == albumId && EF.Parameter(restored).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        }
        else
        {
            var absent = ids.Where(id => !members.ContainsKey(id)).ToList();
            restored = await db.Set<ImageRow>().Where(image => EF.Parameter(absent).Contains(image.Id)).Select(image => image.Id).ToListAsync(cancellation);
            var rows = restored.Select(id => (Id: id, Place: JsonSerializer.Deserialize<Place>(changes[id])!)).Select(row => new[] { row.Id, row.Place.Position, row.Place.AddedBy, row.Place.AddedAt });
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO album_images (album_id, image_id, position, added_by, added_at)
                SELECT {albumId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each({JsonSerializer.Serialize(rows)})
                """,
                cancellation);
        }

        await contents.AnnounceAsync(db, albumId, cancellation);
        return restored;
    }

    /// <summary>The album while the person may edit it; null after that.</summary>
    private async Task<long?> FindAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation)
    {
        try
        {
            return PublicId.TryParse(IdPrefixes.Album, action.Value, out var id) ? (await gate.RequireAsync(db, userId, id, FolderAccess.Edit, cancellation)).Id : null;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.NotFound || exception.Failure.Error == ErrorCatalogue.Authorization)
        {
            return null;
        }
    }

    /// <summary>Where a picture stood in the album, and since when. Milliseconds since 1970.</summary>
    private sealed record Place(long Position, long AddedBy, long AddedAt);
}

using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Puts pictures into albums, takes them out and puts them in order.</summary>
internal sealed class AlbumContents(IDatabase database, AlbumGate gate, Visibility visibility, ILiveFeed live, TimeProvider clock)
{
    /// <summary>Room between two positions, for pictures that are moved there later.</summary>
    private const long Gap = 1 << 16;

    private const int MaxImages = 10_000;

    /// <summary>Puts pictures that the person sees at the end of an album, in the order they are named.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>conflict</c> (it follows a folder), <c>validation</c>.</exception>
    public Task<AlbumPicturesChanged> AddAsync(long userId, long albumId, AlbumPictures pictures, CancellationToken cancellation)
    {
        var ids = Parse(pictures.ImageIds);
        return ChangeAsync(userId, albumId, FolderAccess.Edit, (db, _, token) => AddAsync(db, userId, albumId, ids, token), cancellation);
    }

    /// <summary>The same in the caller's transaction; the album has been looked at.</summary>
    /// <returns>How many were not there before.</returns>
    public async Task<int> AddAsync(LimnerDb db, long userId, long albumId, IReadOnlyList<long> imageIds, CancellationToken cancellation)
    {
        var seen = await visibility.VisibleTo(db, userId, imageIds).Select(image => image.Id).ToListAsync(cancellation);
        var wanted = JsonSerializer.Serialize(imageIds.Where(seen.ToHashSet().Contains));
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO album_images (album_id, image_id, position, added_by, added_at)
            SELECT {albumId}, value, (SELECT COALESCE(MAX(position), 0) FROM album_images WHERE album_id = {albumId}) + (key + 1) * {Gap}, {userId}, {clock.GetUtcNow().ToUnixTimeMilliseconds()}
            FROM json_each({wanted}) WHERE true ON CONFLICT DO NOTHING
            """,
            cancellation);
    }

    /// <summary>Takes pictures out. Who may not edit the album takes out their own.</summary>
    /// <inheritdoc cref="AddAsync(long, long, AlbumPictures, CancellationToken)"/>
    public Task<AlbumPicturesChanged> RemoveAsync(long userId, long albumId, AlbumPictures pictures, CancellationToken cancellation)
    {
        var ids = Parse(pictures.ImageIds);
        return ChangeAsync(
            userId,
            albumId,
            FolderAccess.View,
            async (db, _, token) =>
            {
                var mayEdit = await MayEditAsync(db, userId, albumId, token);
                return await db.Set<AlbumImageRow>()
                    .Where(row => row.AlbumId == albumId && EF.Parameter(ids).Contains(row.ImageId)
                        && (mayEdit || db.Set<ImageRow>().Any(image => image.Id == row.ImageId && image.OwnerId == userId)))
                    .ExecuteDeleteAsync(token);
            },
            cancellation);
    }

    /// <summary>Puts pictures of the album before another of its pictures, or at the end, all in one step.</summary>
    /// <inheritdoc cref="AddAsync(long, long, AlbumPictures, CancellationToken)"/>
    public Task<AlbumPicturesChanged> MoveAsync(long userId, long albumId, AlbumMove move, CancellationToken cancellation)
    {
        var ids = Parse(move.ImageIds);
        long? before = move.Before is null ? null : PublicId.TryParse(IdPrefixes.Image, move.Before, out var number) && !ids.Contains(number) ? number : throw NoPlace();
        return ChangeAsync(
            userId,
            albumId,
            FolderAccess.Edit,
            async (db, _, token) =>
            {
                var others = db.Set<AlbumImageRow>().Where(row => row.AlbumId == albumId && !EF.Parameter(ids).Contains(row.ImageId));
                long? next = null;
                if (before is { } id)
                {
                    next = await others.Where(row => row.ImageId == id).Select(row => (long?)row.Position).FirstOrDefaultAsync(token) ?? throw NoPlace();
                }

                var previous = await others.Where(row => next == null || row.Position < next).MaxAsync(row => (long?)row.Position, token) ?? 0;
                if (next is { } end && end - previous <= ids.Count)
                {
                    // No room left between the two: the whole album is numbered anew.
                    await db.Database.ExecuteSqlAsync(
                        $"""
                        UPDATE album_images SET position = numbered.place * {Gap * (ids.Count + 1)} FROM (
                            SELECT image_id, row_number() OVER (ORDER BY position, image_id) AS place FROM album_images WHERE album_id = {albumId}) numbered
                        WHERE album_images.album_id = {albumId} AND album_images.image_id = numbered.image_id
                        """,
                        token);
                    next = await others.Where(row => row.ImageId == before).Select(row => (long?)row.Position).FirstAsync(token);
                    previous = await others.Where(row => row.Position < next).MaxAsync(row => (long?)row.Position, token) ?? 0;
                }

                var step = next is { } limit ? (limit - previous) / (ids.Count + 1) : Gap;
                return await db.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE album_images SET position = {previous} + (moved.key + 1) * {step} FROM json_each({JsonSerializer.Serialize(ids)}) moved
                    WHERE album_images.album_id = {albumId} AND album_images.image_id = moved.value
                    """,
                    token);
            },
            cancellation);
    }

    private async Task<AlbumPicturesChanged> ChangeAsync(
        long userId, long albumId, FolderAccess least, Func<LimnerDb, AlbumRow, CancellationToken, Task<int>> change, CancellationToken cancellation)
        => await database.WriteAsync(
            async (db, token) =>
            {
                var album = await gate.RequireAsync(db, userId, albumId, least, token);
                if (album.FolderId is not null)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "The album shows what lies in a folder.");
                }

                var changed = await change(db, album, token);
                if (changed > 0)
                {
                    await AnnounceAsync(db, albumId, token);
                }

                return new AlbumPicturesChanged(changed);
            },
            cancellation);

    /// <summary>Tells everybody who sees the album, and forgets what is remembered of what they see.</summary>
    public async Task AnnounceAsync(LimnerDb db, long albumId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await db.Set<AlbumRow>().Where(album => album.Id == albumId).ExecuteUpdateAsync(set => set.SetProperty(album => album.UpdatedAt, now), cancellation);
        await db.PublishAsync(new SharedAlbumChanged(albumId), cancellation);
        var audience = await db.AudienceOfAlbumAsync(albumId, cancellation);
        db.AfterCommit(() =>
        {
            live.AlbumsChanged(audience);
            live.ImagesChanged(audience);
        });
    }

    private static Task<bool> MayEditAsync(LimnerDb db, long userId, long albumId, CancellationToken cancellation)
        => db.Set<AlbumRow>().AnyAsync(
            album => album.Id == albumId && (album.OwnerId == userId
                || db.Set<AlbumShareRow>().Any(share => share.AlbumId == albumId && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null))),
            cancellation);

    private static List<long> Parse(IReadOnlyList<string?> imageIds)
        => imageIds.Count is > 0 and <= MaxImages
            ? [.. imageIds.Select(text => PublicId.TryParse(IdPrefixes.Image, text, out var id) ? id : throw Refused("Name each picture by its id.")).Distinct()]
            : throw Refused($"Name 1 to {MaxImages} pictures.");

    private static LimnerException Refused(string reason) => new(ErrorCatalogue.Validation.With(reason, "image_ids"));

    private static LimnerException NoPlace() => new(ErrorCatalogue.Validation.With("The album has no such picture, or it is one of those to be moved.", "before"));
}

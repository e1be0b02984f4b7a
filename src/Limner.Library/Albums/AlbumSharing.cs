using System.Globalization;
using Limner.Accounts;
using Limner.Accounts.SecurityEvents;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Reads and changes with whom an album is shared; its owner alone may do either, and whoever is named may leave.</summary>
internal sealed class AlbumSharing(IDatabase database, AlbumGate gate, IAccounts accounts, ISecurityEvents events, ILiveFeed live, TimeProvider clock)
{
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>.</exception>
    public async Task<SharesView> GetAsync(long userId, long albumId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        await gate.RequireAsync(db, userId, albumId, FolderAccess.Owner, cancellation);
        return await ShareList.ViewAsync(db, accounts, await RowsAsync(db, albumId, cancellation), cancellation);
    }

    /// <summary>Puts these shares in the place of those there are. What somebody has put in who no longer sees the album goes with them.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>validation</c>.</exception>
    public Task<SharesView> ReplaceAsync(long userId, long albumId, SharesChange change, CancellationToken cancellation)
    {
        var wanted = ShareList.Parse(change);
        return database.WriteAsync(
            async (db, token) =>
            {
                await gate.RequireAsync(db, userId, albumId, FolderAccess.Owner, token);
                var rows = await RowsAsync(db, albumId, token);
                await wanted.CheckAsync(db, accounts, userId, rows, token);
                var before = await db.AudienceOfAlbumAsync(albumId, token);
                if (wanted.Apply(db, rows, () => new AlbumShareRow { AlbumId = albumId }, clock.GetUtcNow()))
                {
                    await SettleAsync(db, albumId, before, token);
                    var detail = string.Create(CultureInfo.InvariantCulture, $"everyone: {wanted.Everyone?.ToString().ToLowerInvariant() ?? "no"}, people: {wanted.People.Count}");
                    db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.AlbumShared, Subject: AlbumView.PublicIdOf(albumId), Detail: detail)));
                }

                return await ShareList.ViewAsync(db, accounts, await RowsAsync(db, albumId, token), token);
            },
            cancellation);
    }

    /// <summary>Somebody the album is shared with by name sees it no more, and takes what they have put in along.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>conflict</c>: it is their own, or shared with everyone.</exception>
    public Task LeaveAsync(long userId, long albumId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var album = await gate.RequireAsync(db, userId, albumId, FolderAccess.View, token);
                var share = await db.Set<AlbumShareRow>().AsTracking().FirstOrDefaultAsync(row => row.AlbumId == albumId && row.UserId == userId, token);
                if (album.OwnerId == userId || share is null)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, album.OwnerId == userId ? "The album is your own: remove it, or end its sharing." : "The album is shared with everyone.");
                }

                var before = await db.AudienceOfAlbumAsync(albumId, token);
                db.Remove(share);
                await SettleAsync(db, albumId, before, token);
            },
            cancellation);

    private async Task SettleAsync(LimnerDb db, long albumId, LiveAudience before, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        var shares = db.Set<AlbumShareRow>().Where(share => share.AlbumId == albumId);
        await db.Set<AlbumImageRow>()
            .Where(row => row.AlbumId == albumId && !shares.Any(share => share.UserId == null || share.UserId == row.AddedBy)
                && !db.Set<AlbumRow>().Any(album => album.Id == albumId && album.OwnerId == row.AddedBy))
            .ExecuteDeleteAsync(cancellation);
        await db.PublishAsync(new SharedAlbumChanged(albumId), cancellation);
        var audience = before.With(await db.AudienceOfAlbumAsync(albumId, cancellation));
        db.AfterCommit(() =>
        {
            live.AlbumsChanged(audience);
            live.ImagesChanged(audience);
            live.TagsChanged(audience);
        });
    }

    private static Task<List<AlbumShareRow>> RowsAsync(LimnerDb db, long albumId, CancellationToken cancellation)
        => db.Set<AlbumShareRow>().AsTracking().Where(share => share.AlbumId == albumId).ToListAsync(cancellation);
}

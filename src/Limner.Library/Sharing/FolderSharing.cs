using System.Globalization;
using Limner.Accounts;
using Limner.Accounts.SecurityEvents;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Sharing;

/// <summary>Reads and changes with whom a folder is shared; its owner alone may do either.</summary>
internal sealed class FolderSharing(IDatabase database, FolderGate gate, IAccounts accounts, ISecurityEvents events, ILiveFeed live, TimeProvider clock)
{
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>.</exception>
    public async Task<SharesView> GetAsync(long userId, long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        await gate.RequireAsync(db, userId, folderId, FolderAccess.Owner, cancellation);
        return await ViewAsync(db, await RowsAsync(db, folderId, cancellation), cancellation);
    }

    /// <summary>Puts these shares in the place of those there are. Who sees more or less of it now is told at once.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>validation</c>.</exception>
    public async Task<SharesView> ReplaceAsync(long userId, long folderId, SharesChange change, CancellationToken cancellation)
    {
        var wanted = ShareList.Parse(change);
        return await database.WriteAsync(
            async (db, token) =>
            {
                await gate.RequireAsync(db, userId, folderId, FolderAccess.Owner, token);
                var rows = await RowsAsync(db, folderId, token);
                await wanted.CheckAsync(db, accounts, userId, rows, token);
                var before = await db.AudienceOfFolderAsync(folderId, token);
                if (wanted.Apply(db, rows, () => new FolderShareRow { FolderId = folderId }, clock.GetUtcNow()))
                {
                    await db.SaveChangesAsync(token);
                    await db.PublishAsync(new FolderSharesChanged(folderId), token);
                    Announce(db, before.With(await db.AudienceOfFolderAsync(folderId, token)), folderId, wanted.Everyone, wanted.People.Count);
                }

                return await ViewAsync(db, await RowsAsync(db, folderId, token), token);
            },
            cancellation);
    }

    private void Announce(LimnerDb db, LiveAudience audience, long folderId, FolderAccess? everyone, int people)
    {
        var id = FolderView.PublicIdOf(folderId);
        db.AfterCommit(() =>
        {
            events.Record(new SecurityEvent(
                SecurityEventKind.FolderShared,
                Subject: id,
                Detail: string.Create(CultureInfo.InvariantCulture, $"everyone: {everyone?.ToString().ToLowerInvariant() ?? "no"}, people: {people}")));
            live.FolderChanged(audience, id);
            live.ImagesChanged(audience);
            live.TagsChanged(audience);
        });
    }

    private Task<SharesView> ViewAsync(LimnerDb db, IReadOnlyCollection<FolderShareRow> rows, CancellationToken cancellation) => ShareList.ViewAsync(db, accounts, rows, cancellation);

    private static Task<List<FolderShareRow>> RowsAsync(LimnerDb db, long folderId, CancellationToken cancellation)
        => db.Set<FolderShareRow>().AsTracking().Where(share => share.FolderId == folderId).ToListAsync(cancellation);
}

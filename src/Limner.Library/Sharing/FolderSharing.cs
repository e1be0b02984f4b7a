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
    /// <summary>People one folder can be shared with by name.</summary>
    private const int MaxPeople = 500;

    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>.</exception>
    public async Task<SharesView> GetAsync(long userId, long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        await gate.RequireAsync(db, userId, folderId, FolderAccess.Owner, cancellation);
        return await ViewAsync(db, folderId, cancellation);
    }

    /// <summary>Puts these shares in the place of those there are. Who sees more or less of it now is told at once.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>validation</c>.</exception>
    public async Task<SharesView> ReplaceAsync(long userId, long folderId, SharesChange change, CancellationToken cancellation)
    {
        if (change.Everyone == FolderAccess.Owner)
        {
            throw Refused("everyone", "Everyone can be given view or edit.");
        }

        var wanted = Parse(change.People ?? []);
        return await database.WriteAsync(
            async (db, token) =>
            {
                await gate.RequireAsync(db, userId, folderId, FolderAccess.Owner, token);
                var rows = await db.Set<FolderShareRow>().AsTracking().Where(share => share.FolderId == folderId).ToListAsync(token);
                await CheckAsync(db, userId, wanted, rows, token);
                var before = await db.AudienceOfFolderAsync(folderId, token);
                if (Apply(db, folderId, change.Everyone, wanted, rows))
                {
                    await db.SaveChangesAsync(token);
                    await db.PublishAsync(new FolderSharesChanged(folderId), token);
                    Announce(db, before.With(await db.AudienceOfFolderAsync(folderId, token)), folderId, change.Everyone, wanted.Count);
                }

                return await ViewAsync(db, folderId, token);
            },
            cancellation);
    }

    private static Dictionary<long, FolderAccess> Parse(IReadOnlyList<PersonShare?> people)
    {
        if (people.Count > MaxPeople)
        {
            throw Refused("people", $"A folder is shared with {MaxPeople} people by name at most; share it with everyone instead.");
        }

        var wanted = new Dictionary<long, FolderAccess>();
        foreach (var person in people)
        {
            if (person is null || !PublicId.TryParse(IdPrefixes.User, person.UserId, out var id))
            {
                throw Refused("people", "Name each person by user_id.");
            }

            if (person.Access is not (FolderAccess.View or FolderAccess.Edit))
            {
                throw Refused("people", "Give each person view or edit.");
            }

            if (!wanted.TryAdd(id, person.Access.Value))
            {
                throw Refused("people", "Somebody is named twice.");
            }
        }

        return wanted;
    }

    /// <summary>Somebody who was disabled since may stay on the list, so that the list can be sent back as it was read.</summary>
    private async Task CheckAsync(LimnerDb db, long ownerId, Dictionary<long, FolderAccess> wanted, List<FolderShareRow> present, CancellationToken cancellation)
    {
        var known = await accounts.FindAsync(db, wanted.Keys, cancellation);
        foreach (var (id, access) in wanted)
        {
            if (!known.TryGetValue(id, out var account) || (!account.IsEnabled && !present.Exists(share => share.UserId == id)))
            {
                throw Refused("people", "Nobody with an account here is called so.");
            }

            if (id == ownerId)
            {
                throw Refused("people", "The folder is your own.");
            }

            if (access == FolderAccess.Edit && !account.MayWrite)
            {
                throw Refused("people", $"{account.UserName} is a viewer and cannot be given edit.");
            }
        }
    }

    /// <returns>Whether anything is different.</returns>
    private bool Apply(LimnerDb db, long folderId, FolderAccess? everyone, Dictionary<long, FolderAccess> wanted, List<FolderShareRow> rows)
    {
        var changed = false;
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            var access = row.UserId is { } id ? wanted.TryGetValue(id, out var given) ? given : (FolderAccess?)null : everyone;
            if (access is null)
            {
                db.Remove(row);
                changed = true;
            }
            else if (row.Access != access)
            {
                row.Access = access.Value;
                changed = true;
            }
        }

        var added = wanted.Where(share => !rows.Exists(row => row.UserId == share.Key)).Select(share => ((long?)share.Key, share.Value)).ToList();
        if (everyone is { } all && !rows.Exists(row => row.UserId is null))
        {
            added.Add((null, all));
        }

        db.AddRange(added.Select(share => new FolderShareRow { FolderId = folderId, UserId = share.Item1, Access = share.Item2, CreatedAt = now }));
        return changed || added.Count > 0;
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

    private async Task<SharesView> ViewAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var rows = await db.Set<FolderShareRow>().AsNoTracking().Where(share => share.FolderId == folderId).ToListAsync(cancellation);
        var people = await accounts.FindAsync(db, [.. rows.Select(row => row.UserId).OfType<long>()], cancellation);
        return new SharesView(
            rows.Find(row => row.UserId is null)?.Access,
            [.. rows
                .Where(row => row.UserId is { } id && people.ContainsKey(id))
                .Select(row => (Person: people[row.UserId!.Value], row.Access))
                .OrderBy(share => share.Person.UserName, StringComparer.OrdinalIgnoreCase)
                .Select(share => new PersonShareView(PublicId.Format(IdPrefixes.User, share.Person.Id), share.Person.UserName, share.Person.MayWrite ? share.Access : FolderAccess.View))]);
    }

    private static LimnerException Refused(string field, string reason) => new(ErrorCatalogue.Validation.With(reason, field));
}

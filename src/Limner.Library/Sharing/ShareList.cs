using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;

namespace Limner.Library.Sharing;

/// <summary>One share of a thing.</summary>
internal interface IShareRow
{
    /// <summary>Null: everyone who has an account.</summary>
    long? UserId { get; set; }

    FolderAccess Access { get; set; }

    DateTimeOffset CreatedAt { get; set; }
}

/// <summary>With whom a thing is to be shared, as its owner asks; parsed, checked and put in the place of the shares there are.</summary>
/// <param name="Everyone">What all who have an account may do; null: nothing.</param>
internal sealed record ShareList(FolderAccess? Everyone, IReadOnlyDictionary<long, FolderAccess> People)
{
    /// <summary>People one thing can be shared with by name.</summary>
    private const int MaxPeople = 500;

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static ShareList Parse(SharesChange change)
    {
        if (change.Everyone == FolderAccess.Owner)
        {
            throw Refused("everyone", "Everyone can be given view or edit.");
        }

        var people = change.People ?? [];
        if (people.Count > MaxPeople)
        {
            throw Refused("people", $"It is shared with {MaxPeople} people by name at most; share it with everyone instead.");
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

        return new ShareList(change.Everyone, wanted);
    }

    /// <summary>Somebody who was disabled since may stay on the list, so that the list can be sent back as it was read.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public async Task CheckAsync(LimnerDb db, IAccounts accounts, long ownerId, IReadOnlyCollection<IShareRow> present, CancellationToken cancellation)
    {
        var known = await accounts.FindAsync(db, [.. People.Keys], cancellation);
        foreach (var (id, access) in People)
        {
            if (!known.TryGetValue(id, out var account) || (!account.IsEnabled && !present.Any(share => share.UserId == id)))
            {
                throw Refused("people", "Nobody with an account here is called so.");
            }

            if (id == ownerId)
            {
                throw Refused("people", "It is your own.");
            }

            if (access == FolderAccess.Edit && !account.MayWrite)
            {
                throw Refused("people", $"{account.UserName} is a viewer and cannot be given edit.");
            }
        }
    }

    /// <summary>Puts these shares in the place of tracked ones.</summary>
    /// <param name="create">Makes a row of the thing.</param>
    /// <returns>Whether anything is different.</returns>
    public bool Apply<TRow>(LimnerDb db, IReadOnlyCollection<TRow> rows, Func<TRow> create, DateTimeOffset now)
        where TRow : class, IShareRow
    {
        var changed = false;
        foreach (var row in rows)
        {
            var access = row.UserId is { } id ? People.TryGetValue(id, out var given) ? given : (FolderAccess?)null : Everyone;
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

        var wanted = People.Select(share => (User: (long?)share.Key, Access: share.Value)).ToList();
        if (Everyone is { } all)
        {
            wanted.Add((null, all));
        }

        foreach (var share in wanted.Where(share => !rows.Any(row => row.UserId == share.User)))
        {
            var row = create();
            (row.UserId, row.Access, row.CreatedAt) = (share.User, share.Access, now);
            db.Add(row);
            changed = true;
        }

        return changed;
    }

    /// <summary>Shares as their owner reads them.</summary>
    public static async Task<SharesView> ViewAsync(LimnerDb db, IAccounts accounts, IReadOnlyCollection<IShareRow> rows, CancellationToken cancellation)
    {
        var people = await accounts.FindAsync(db, [.. rows.Select(row => row.UserId).OfType<long>()], cancellation);
        return new SharesView(
            rows.FirstOrDefault(row => row.UserId is null)?.Access,
            [.. rows
                .Where(row => row.UserId is { } id && people.ContainsKey(id))
                .Select(row => (Person: people[row.UserId!.Value], row.Access))
                .OrderBy(share => share.Person.UserName, StringComparer.OrdinalIgnoreCase)
                .Select(share => new PersonShareView(PublicId.Format(IdPrefixes.User, share.Person.Id), share.Person.UserName, share.Person.MayWrite ? share.Access : FolderAccess.View))]);
    }

    private static LimnerException Refused(string field, string reason) => new(ErrorCatalogue.Validation.With(reason, field));
}

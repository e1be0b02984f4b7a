using Limner.Kernel.Ids;

namespace Limner.Accounts.Users;

/// <summary>An account, to administrators.</summary>
/// <param name="Id"><c>usr_…</c></param>
/// <param name="SecondFactor">Signing in takes a code as well.</param>
/// <param name="SeenAt">The last visit of a session that has not ended, to ten minutes.</param>
/// <param name="DisabledAt">Since when the account cannot be used; absent when it can.</param>
public sealed record UserView(string Id, string UserName, Role Role, bool SecondFactor, DateTimeOffset CreatedAt, DateTimeOffset? SeenAt, DateTimeOffset? DisabledAt)
{
    internal static UserView From(UserRow row, DateTimeOffset? seenAt)
        => new(PublicId.Format(IdPrefixes.User, row.Id), row.UserName, Roles.Parse(row.Role), row.SecondFactorConfirmedAt is not null, row.CreatedAt, seenAt, row.DisabledAt);
}

/// <summary>All accounts, the oldest first.</summary>
public sealed record UserList(IReadOnlyList<UserView> Items);

/// <param name="Id"><c>usr_…</c></param>
public sealed record PersonView(string Id, string UserName);

/// <summary>The others, by name.</summary>
public sealed record PersonList(IReadOnlyList<PersonView> Items);

/// <summary>What is left out stays as it is.</summary>
/// <param name="Disabled">True ends the account's sessions and revokes its keys at once, and voids the links it made, as does taking the administrator's role away.</param>
public sealed record UserChange(Role? Role, bool? Disabled);

/// <param name="RemoveSecondFactor">True: using the link takes the second factor away too, for somebody who has lost the phone and the recovery codes.</param>
public sealed record ResetRequest(bool RemoveSecondFactor = false);

using Limner.Accounts.Users;
using Limner.Kernel.Ids;

namespace Limner.Accounts.Invitations;

/// <summary>What a one-time link is for.</summary>
public enum InvitationPurpose
{
    /// <summary>A new person chooses a name and a password.</summary>
    Invite,

    /// <summary>One who is here already chooses a new password.</summary>
    Reset,
}

/// <summary>A one-time link that has not been used, without what makes it one.</summary>
/// <param name="Id"><c>inv_…</c></param>
/// <param name="UserName">Whose password it resets, or the name proposed to a new person.</param>
/// <param name="Expired">It is too late to use it.</param>
public sealed record InvitationView(string Id, InvitationPurpose Purpose, string? UserName, Role Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Expired)
{
    internal static InvitationView From(InvitationRow row, DateTimeOffset now)
        => new(PublicId.Format(IdPrefixes.Invitation, row.Id), PurposeOf(row), row.UserName, Roles.Parse(row.Role), row.CreatedAt, row.ExpiresAt, row.ExpiresAt <= now);

    internal static InvitationPurpose PurposeOf(InvitationRow row) => row.Purpose == Purposes.Reset ? InvitationPurpose.Reset : InvitationPurpose.Invite;
}

/// <summary>All links that have not been used, newest first.</summary>
public sealed record InvitationList(IReadOnlyList<InvitationView> Items);

/// <summary>A link as it is made: the only time its token is shown.</summary>
/// <param name="Token">Opens it once.</param>
/// <param name="Path">Where the web client takes it, to be put behind the server's address. The token stands behind the # so that no server logs it.</param>
public sealed record NewInvitation(string Token, string Path, InvitationView Invitation)
{
    internal static NewInvitation From(string token, InvitationRow row, DateTimeOffset now) => new(token, PathOf(token), InvitationView.From(row, now));

    internal static string PathOf(string token) => "/welcome#" + token;
}

/// <param name="UserName">A proposal; the person may choose another.</param>
/// <param name="ExpiresInHours">1 to 720.</param>
public sealed record InvitationRequest(Role Role, string? UserName = null, int ExpiresInHours = 72);

/// <param name="Token">What stands behind the # of the link.</param>
public sealed record InvitationLookUp(string Token);

/// <summary>What a link is good for, to whoever holds it.</summary>
public sealed record OpenInvitation(InvitationPurpose Purpose, Role Role, string? UserName, DateTimeOffset ExpiresAt);

/// <param name="Token">What stands behind the # of the link.</param>
/// <param name="UserName">1 to 64 characters. May be left out where the link proposes one; a reset takes no other than the account's.</param>
/// <param name="Password">10 characters or more.</param>
public sealed record InvitationAcceptance(string Token, string Password, string? UserName = null);

/// <param name="SignedIn">False when the account takes a code as well: sign in with it.</param>
public sealed record Joined(MeView User, bool SignedIn);

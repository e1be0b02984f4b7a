using Limner.Kernel.Ids;

namespace Limner.Accounts.Users;

/// <summary>The account a session belongs to.</summary>
/// <param name="Id"><c>usr_…</c></param>
/// <param name="UserName">As it was entered.</param>
/// <param name="Role"><c>administrator</c> or <c>member</c>.</param>
public sealed record MeView(string Id, string UserName, string Role)
{
    internal static MeView From(UserRow user) => new(PublicId.Format(IdPrefixes.User, user.Id), user.UserName, user.Role);
}

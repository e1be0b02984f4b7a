using Limner.Accounts;
using Limner.Kernel.Ids;

namespace Limner.Library;

/// <summary>A person as others know them.</summary>
/// <param name="Id"><c>usr_…</c></param>
public sealed record PersonView(string Id, string UserName)
{
    internal static PersonView From(Account account) => new(PublicId.Format(IdPrefixes.User, account.Id), account.UserName);
}

using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;
using Limner.Accounts.Users;

namespace Limner.Accounts.ApiKeys;

/// <summary>A key that is good, and its user, as they were when they were looked up.</summary>
/// <param name="Role">The user's own.</param>
/// <param name="Scopes">As they were asked for; the role may have shrunk since.</param>
internal sealed record ApiKey(long Id, long UserId, string UserName, string Role, string Scopes, DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// The user with what of the role the scopes leave. An administrator's key is an administrator's only with the scope <c>admin</c>: else it
    /// would see what members do not.
    /// </summary>
    public ClaimsPrincipal ToPrincipal(string authenticationType)
    {
        var granted = Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(scope => Access.Scopes.Parse(scope) is { } permission && Granted.ByRoleAlone(Role, permission)).ToList();
        var role = Role == Roles.Administrator && !granted.Contains(Access.Scopes.Admin, StringComparer.Ordinal) ? Roles.Member : Role;
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, UserId.ToString(CultureInfo.InvariantCulture)),
                new Claim(ClaimTypes.Name, UserName),
                new Claim(ClaimTypes.Role, role),
                new Claim(LimnerClaims.ApiKey, Id.ToString(CultureInfo.InvariantCulture)),
                .. granted.Select(scope => new Claim(LimnerClaims.Scope, scope)),
            ],
            authenticationType));
    }
}

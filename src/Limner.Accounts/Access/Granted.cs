using System.Security.Claims;
using Limner.Accounts.Users;
using Limner.Kernel.Access;

namespace Limner.Accounts.Access;

/// <summary>What a signed-in user, or the key they sent, may do.</summary>
internal static class Granted
{
    private static readonly Dictionary<string, Permission[]> ByRole = new(StringComparer.Ordinal)
    {
        [Roles.Viewer] = [Permission.Read, Permission.Account],
        [Roles.Member] = [Permission.Read, Permission.Write, Permission.Generate, Permission.Account],
        [Roles.Administrator] = Enum.GetValues<Permission>(),
    };

    public static bool ByRoleAlone(string role, Permission permission) => ByRole.TryGetValue(role, out var granted) && granted.Contains(permission);

    public static bool To(ClaimsPrincipal user, Permission permission)
    {
        if (user.FindFirstValue(ClaimTypes.Role) is not { } role || !ByRoleAlone(role, permission))
        {
            return false;
        }

        return user.FindFirstValue(LimnerClaims.ApiKey) is null
            || (Scopes.Find(permission) is { } scope && user.HasClaim(LimnerClaims.Scope, scope));
    }
}

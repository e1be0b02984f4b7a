using System.Security.Claims;
using Limner.Accounts.Users;
using Limner.Kernel.Access;

namespace Limner.Accounts.Access;

/// <summary>What a signed-in user, or the key they sent, may do.</summary>
internal static class Granted
{
    private static readonly Dictionary<string, Permission[]> ByRole = new(StringComparer.Ordinal)
    {
        [Roles.Viewer] = [Permission.Read, Permission.Mark, Permission.Account],
        [Roles.Member] = [Permission.Read, Permission.Write, Permission.Mark, Permission.Generate, Permission.Account],
        [Roles.Administrator] = Enum.GetValues<Permission>(),
    };

    public static bool ByRoleAlone(string role, Permission permission) => ByRole.TryGetValue(role, out var granted) && granted.Contains(permission);

    /// <summary>A key's scopes were cut down to what its user's role grants when it was let in.</summary>
    public static bool To(ClaimsPrincipal user, Permission permission)
        => user.FindFirstValue(LimnerClaims.ApiKey) is null
            ? user.FindFirstValue(ClaimTypes.Role) is { } role && ByRoleAlone(role, permission)
            : Scopes.Find(permission) is { } scope && user.HasClaim(LimnerClaims.Scope, scope);
}

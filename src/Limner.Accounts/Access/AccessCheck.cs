using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.Sessions;

namespace Limner.Accounts.Access;

internal sealed class AccessCheck(SessionIssuer sessions, ApiKeyStore keys) : IAccessCheck
{
    public async ValueTask<bool> StillHoldsAsync(ClaimsPrincipal who, CancellationToken cancellation)
        => await FindAsync(who, cancellation) is { } now && now.FindFirstValue(ClaimTypes.Role) == who.FindFirstValue(ClaimTypes.Role);

    private async ValueTask<ClaimsPrincipal?> FindAsync(ClaimsPrincipal who, CancellationToken cancellation)
    {
        if (long.TryParse(who.FindFirstValue(LimnerClaims.ApiKey), NumberStyles.None, CultureInfo.InvariantCulture, out var key))
        {
            return (await keys.FindAsync(key, cancellation))?.ToPrincipal(ApiKeyAuthentication.SchemeName);
        }

        return who.FindFirstValue(LimnerClaims.Session) is { } session ? (await sessions.FindAsync(session, cancellation))?.ToPrincipal() : null;
    }
}

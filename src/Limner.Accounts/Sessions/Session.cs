using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;

namespace Limner.Accounts.Sessions;

/// <summary>A valid session and its user as they are now.</summary>
internal sealed record Session(string Id, long UserId, string UserName, string Role, DateTimeOffset SeenAt)
{
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, UserId.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, UserName),
            new Claim(ClaimTypes.Role, Role),
            new Claim(LimnerClaims.Session, Id),
        ],
        SessionCookie.Scheme));
}

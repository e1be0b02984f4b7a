using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Limner.Accounts.Access;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace Limner.Accounts.LiveTokens;

/// <summary>
/// Tokens that open the live hub once, for clients that cannot send a header with a web socket's handshake. A token names the session or
/// the key it was asked for with and is worth nothing without it; sealed with the server's keys, so none needs to be stored before it is used.
/// </summary>
internal sealed class LiveTokenIssuer(IDataProtectionProvider protection, SessionIssuer sessions, ApiKeyStore keys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string OfSession = "session";
    private const string OfKey = "key";

    private readonly IDataProtector _seal = protection.CreateProtector("Limner.LiveToken.v1");
    private readonly UsedTokens _used = new(clock);

    /// <param name="access">How the request that asks was let in.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(AuthenticateResult access)
    {
        var user = access.Principal ?? throw new ArgumentException("Only who is let in can ask.", nameof(access));
        var expiresAt = clock.GetUtcNow() + Lifetime;
        var (kind, id) = user.FindFirstValue(LimnerClaims.ApiKey) is { } key ? (OfKey, key) : (OfSession, user.FindFirstValue(LimnerClaims.Session)!);
        var text = string.Join('|', Guid.NewGuid().ToString("n"), Number(expiresAt), kind, id, access.Properties?.ExpiresUtc is { } end ? Number(end) : "");
        return (_seal.Protect(text), expiresAt);
    }

    /// <summary>Who asked for the token, as they are now; null when it is expired, used or forged, or what it was asked for with has ended.</summary>
    public async Task<AuthenticationTicket?> RedeemAsync(string token, string scheme, CancellationToken cancellation)
    {
        string[] parts;
        try
        {
            parts = _seal.Unprotect(token).Split('|');
        }
        catch (CryptographicException)
        {
            return null;
        }

        if (!_used.TryUse(Guid.ParseExact(parts[0], "n"), Time(parts[1])))
        {
            return null;
        }

        // The connection is closed when the access it rests on runs out by itself.
        var properties = new AuthenticationProperties { ExpiresUtc = parts[4].Length > 0 ? Time(parts[4]) : null };
        if (properties.ExpiresUtc <= clock.GetUtcNow())
        {
            return null;
        }

        var user = parts[2] == OfKey
            ? (await keys.FindAsync(long.Parse(parts[3], CultureInfo.InvariantCulture), cancellation))?.ToPrincipal(scheme)
            : (await sessions.FindAsync(parts[3], cancellation))?.ToPrincipal();
        return user is null ? null : new AuthenticationTicket(user, properties, scheme);
    }

    private static string Number(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string number) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(number, CultureInfo.InvariantCulture));
}

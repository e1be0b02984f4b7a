using System.Globalization;
using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Counts what somebody may be guessing: passwords, codes, tokens of links. An attempt counts from its beginning, so that many at once do
/// not all slip through, and no more once it was right.
/// </summary>
internal sealed class SignInThrottle(SignInLimiter limiter, ISecurityEvents events)
{
    /// <summary>By somebody who is not signed in: counted by their address.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginFrom(HttpContext http) => Begin(SignInLimiter.Key(http.Connection.RemoteIpAddress), userId: null);

    /// <summary>By whoever has the user's session and is asked for the password again.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginPassword(long userId) => Begin(string.Create(CultureInfo.InvariantCulture, $"password of {userId}"), userId);

    /// <summary>
    /// By whoever knows the user's password. Counted for the account, whatever the address: a million codes are few for somebody with many
    /// addresses.
    /// </summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginCode(long userId) => Begin(string.Create(CultureInfo.InvariantCulture, $"code of {userId}"), userId);

    private Attempt Begin(string key, long? userId)
    {
        if (limiter.TryTake(key, out var retryAfter))
        {
            return new Attempt(limiter, key);
        }

        events.Record(new SecurityEvent(SecurityEventKind.SignInLimited, userId));
        throw new LimnerException(ErrorCatalogue.RateLimited) { RetryAfter = retryAfter };
    }

    public readonly struct Attempt(SignInLimiter limiter, string key)
    {
        /// <summary>It was right, so it does not count.</summary>
        public void Succeeded() => limiter.GiveBack(key);
    }
}

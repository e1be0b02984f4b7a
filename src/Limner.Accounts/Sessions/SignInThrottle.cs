using Limner.Accounts.Access;
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
    /// <summary>A password by somebody who is not signed in: counted by their address.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginFrom(HttpContext http) => Begin(limiter.SignIns, limiter.SignIns.Slot(http.Connection.RemoteIpAddress), userId: null);

    /// <summary>The token of a one-time link: counted by the address, apart from sign-ins.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginLink(HttpContext http) => Begin(limiter.Links, limiter.Links.Slot(http.Connection.RemoteIpAddress), userId: null);

    /// <summary>By whoever has the user's session and is asked for the password again.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginPassword(long userId) => Begin(limiter.Passwords, limiter.Passwords.Slot(userId), userId);

    /// <summary>
    /// By whoever knows the user's password. Counted for the account, whatever the address: a million codes are few for somebody with many
    /// addresses.
    /// </summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.RateLimited"/>.</exception>
    public Attempt BeginCode(long userId) => Begin(limiter.Codes, limiter.Codes.Slot(userId), userId);

    private Attempt Begin(AddressBuckets buckets, int slot, long? userId)
    {
        if (buckets.TryTake(slot, out var retryAfter))
        {
            return new Attempt(buckets, slot);
        }

        events.Record(new SecurityEvent(SecurityEventKind.SignInLimited, userId));
        throw new LimnerException(ErrorCatalogue.RateLimited) { RetryAfter = retryAfter };
    }

    public readonly struct Attempt(AddressBuckets buckets, int slot)
    {
        /// <summary>It was right, so it does not count.</summary>
        public void Succeeded() => buckets.GiveBack(slot);
    }
}

using System.Collections.Concurrent;
using System.Net;
using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Ids;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.ApiKeys;

/// <summary>
/// What is done about keys that fit and keys that do not. A key has 256 random bits, so that nobody guesses one; wrong ones are counted
/// by address so that whoever tries anyway is told to wait and does not fill the security events. A key that fits is always let in:
/// somebody behind the same address must not be able to keep it out.
/// </summary>
internal sealed class ApiKeyGuard(ISecurityEvents events, ApiKeyUses uses, TimeProvider clock, IConfiguration configuration)
{
    /// <summary>How often the use of one key from one address is told anew.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromHours(1);
    private const int ToldSize = 10_000;

    private readonly AddressBuckets _wrong = new(slots: 16_384, burst: 20, TimeSpan.FromSeconds(6), clock, configuration);
    private readonly ConcurrentDictionary<(long KeyId, string? Address), long> _told = new();

    public void Used(ApiKey key, IPAddress? address)
    {
        var from = address?.Shown();
        uses.Note(key.Id, from);
        if (_told.TryGetValue((key.Id, from), out var at) && clock.GetElapsedTime(at) < TellEvery)
        {
            return;
        }

        if (_told.Count >= ToldSize)
        {
            _told.Clear();
        }

        _told[(key.Id, from)] = clock.GetTimestamp();
        events.Record(new SecurityEvent(SecurityEventKind.ApiKeyUsed, key.UserId, PublicId.Format(IdPrefixes.ApiKey, key.Id)));
    }

    /// <param name="ended">The key it was once.</param>
    /// <returns>How long to wait before the next try; null while it is not limited.</returns>
    public TimeSpan? Refused(ApiKey? ended, IPAddress? address)
    {
        if (!_wrong.TryTake(_wrong.Slot(address), out var retryAfter))
        {
            return retryAfter;
        }

        events.Record(ended is null
            ? new SecurityEvent(SecurityEventKind.ApiKeyRefused, Detail: "There is no such key.")
            : new SecurityEvent(SecurityEventKind.ApiKeyRefused, ended.UserId, PublicId.Format(IdPrefixes.ApiKey, ended.Id), "The key is revoked or expired, or its user disabled."));
        return null;
    }
}

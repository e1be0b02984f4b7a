using System.Net;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Access;

/// <summary>
/// A token bucket for each address or account in a fixed amount of memory: they fall into slots by a hash that only this process knows, so
/// that nobody can choose addresses to fill a certain one's. Two that fall into one slot share it; however many others there are, most have
/// one of their own. (ASP.NET Core's limiters can neither give back nor run on <see cref="TimeProvider"/>.)
/// <c>[security] enable_rate_limiting</c> turns it off.
/// </summary>
/// <param name="slots">16 bytes each.</param>
/// <param name="burst">How many may be taken at once.</param>
/// <param name="refillEvery">How long it takes until one more may be taken.</param>
internal sealed class AddressBuckets(int slots, int burst, TimeSpan refillEvery, TimeProvider clock, IConfiguration configuration)
{
    private readonly AddressSlots _slots = new(slots);
    private readonly (double Spent, long At)[] _buckets = new (double, long)[slots];
    private readonly Lock _gate = new();

    /// <summary>The slot of an address, to take from and give back to.</summary>
    public int Slot(IPAddress? address) => _slots.Find(address);

    /// <summary>The slot of an account.</summary>
    public int Slot(long userId) => _slots.Find(userId);

    public bool TryTake(int slot, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (!configuration.GetValue("security:enable_rate_limiting", defaultValue: true))
        {
            return true;
        }

        lock (_gate)
        {
            ref var bucket = ref Refill(slot);
            if (bucket.Spent + 1 <= burst)
            {
                bucket.Spent++;
                return true;
            }

            retryAfter = (bucket.Spent + 1 - burst) * refillEvery;
            return false;
        }
    }

    /// <summary>What was taken does not count.</summary>
    public void GiveBack(int slot)
    {
        lock (_gate)
        {
            ref var bucket = ref Refill(slot);
            bucket.Spent = Math.Max(0, bucket.Spent - 1);
        }
    }

    private ref (double Spent, long At) Refill(int slot)
    {
        ref var bucket = ref _buckets[slot];
        var now = clock.GetTimestamp();
        bucket.Spent = Math.Max(0, bucket.Spent - (clock.GetElapsedTime(bucket.At, now) / refillEvery));
        bucket.At = now;
        return ref bucket;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Access;

/// <summary>
/// A token bucket for each address in a fixed amount of memory: addresses fall into slots by a hash that only this process knows, so that
/// nobody can choose addresses to fill a certain one's. Two that fall into one slot share it. <c>[security] enable_rate_limiting</c>
/// turns it off.
/// </summary>
internal sealed class AddressBuckets(TimeProvider clock, IConfiguration configuration)
{
    public const int Burst = 20;
    public static readonly TimeSpan RefillEvery = TimeSpan.FromSeconds(6);

    private readonly AddressSlots _slots = new(4096);
    private readonly (double Spent, long At)[] _buckets = new (double, long)[4096];
    private readonly Lock _gate = new();

    public bool TryTake(IPAddress? address, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (!configuration.GetValue("security:enable_rate_limiting", defaultValue: true))
        {
            return true;
        }

        var now = clock.GetTimestamp();
        lock (_gate)
        {
            ref var bucket = ref _buckets[_slots.Find(address)];
            bucket.Spent = Math.Max(0, bucket.Spent - (clock.GetElapsedTime(bucket.At, now) / RefillEvery));
            bucket.At = now;
            if (bucket.Spent + 1 <= Burst)
            {
                bucket.Spent++;
                return true;
            }

            retryAfter = (bucket.Spent + 1 - Burst) * RefillEvery;
            return false;
        }
    }
}

/// <summary>Which of a fixed number of slots an address falls into: a keyed hash, so that nobody outside can tell which addresses share one.</summary>
public sealed class AddressSlots(int count)
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>From 0 to <see cref="Count"/> - 1. An IPv6 address counts as the /64 network that one customer has; no address at all as one of its own.</summary>
    public int Find(IPAddress? address)
    {
        Span<byte> input = stackalloc byte[17];
        var length = 0;
        if (address is not null)
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            address.TryWriteBytes(input[1..], out length);
            input[0] = (byte)(length == 4 ? 4 : 6);
            length = address.AddressFamily == AddressFamily.InterNetworkV6 ? 9 : length + 1;
        }

        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_salt, input[..length], hash);
        return (int)(BitConverter.ToUInt32(hash) % (uint)count);
    }
}

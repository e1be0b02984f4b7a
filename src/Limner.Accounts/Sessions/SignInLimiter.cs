using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Ten failed sign-ins from one address, then one a minute: a token bucket. Tokens are taken before the password is looked at, so that
/// many attempts at once do not all slip through, and given back when it was right, so that only wrong ones count. (ASP.NET Core's limiters
/// can neither give back nor run on <see cref="TimeProvider"/>.) <c>[security] enable_rate_limiting</c> turns it off.
/// </summary>
internal sealed class SignInLimiter(TimeProvider clock, IConfiguration configuration)
{
    public const int Burst = 10;
    public static readonly TimeSpan RefillEvery = TimeSpan.FromMinutes(1);

    /// <summary>Addresses remembered apart; when more fail at once they share one bucket, so that memory stays bounded.</summary>
    private const int MaxAddresses = 10_000;
    private const string EverybodyElse = "*";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = [];

    /// <summary>Whom a bucket belongs to: an IPv4 address, or the /64 network that one IPv6 customer has.</summary>
    public static string Key(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    public bool TryTake(string key, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (!configuration.GetValue("security:enable_rate_limiting", defaultValue: true))
        {
            return true;
        }

        lock (_gate)
        {
            var bucket = Find(key);
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens--;
                return true;
            }

            retryAfter = (1 - bucket.Tokens) * RefillEvery;
            return false;
        }
    }

    public void GiveBack(string key)
    {
        lock (_gate)
        {
            var bucket = Find(key);
            bucket.Tokens = Math.Min(bucket.Tokens + 1, Burst);
        }
    }

    private Bucket Find(string key)
    {
        var now = clock.GetTimestamp();
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            if (_buckets.Count >= MaxAddresses)
            {
                foreach (var (full, _) in _buckets.Where(entry => Refill(entry.Value, now) >= Burst).ToList())
                {
                    _buckets.Remove(full);
                }
            }

            key = _buckets.Count >= MaxAddresses ? EverybodyElse : key;
            if (!_buckets.TryGetValue(key, out bucket))
            {
                bucket = new Bucket { Tokens = Burst, At = now };
                _buckets.Add(key, bucket);
            }
        }

        Refill(bucket, now);
        return bucket;
    }

    private double Refill(Bucket bucket, long now)
    {
        bucket.Tokens = Math.Min(bucket.Tokens + (clock.GetElapsedTime(bucket.At, now) / RefillEvery), Burst);
        bucket.At = now;
        return bucket.Tokens;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}

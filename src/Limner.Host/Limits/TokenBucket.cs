using System.Threading.RateLimiting;

namespace Limner.Host.Limits;

/// <summary>How much may be taken at once, and how fast it comes back.</summary>
internal readonly record struct BucketSize(double Burst, double PerSecond);

/// <summary>
/// A token bucket on <see cref="TimeProvider"/> whose size may change while it is in use (the framework's own runs on the system's clock and
/// is fixed). It holds no timer: what has come back since the last look is reckoned at the next.
/// </summary>
internal sealed class TokenBucket(Func<BucketSize> size, TimeProvider clock) : RateLimiter
{
    private readonly Lock _gate = new();
    private double _spent;
    private long _at = clock.GetTimestamp();

    /// <summary>By this the framework knows what it can forget: a bucket that is full is as good as one that was never used.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                return Refill() > 0 ? null : TimeSpan.MaxValue;
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var limit = size();
        lock (_gate)
        {
            var spent = Refill();
            if (spent + permitCount <= limit.Burst)
            {
                _spent = spent + permitCount;
                return Lease.Taken;
            }

            return new Lease(TimeSpan.FromSeconds((spent + permitCount - limit.Burst) / limit.PerSecond));
        }
    }

    /// <summary>Nobody waits in line: who is refused is told when to come back.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private double Refill()
    {
        var now = clock.GetTimestamp();
        _spent = Math.Max(0, _spent - (clock.GetElapsedTime(_at, now).TotalSeconds * size().PerSecond));
        _at = now;
        return _spent;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Taken = new(null);

        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = retryAfter;
            return retryAfter is not null && metadataName == MetadataName.RetryAfter.Name;
        }
    }
}

using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Host.Problems;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Limner.Host.Limits;

/// <summary>Whose bucket it is: a person's (u), or that of all addresses in one slot (a).</summary>
internal readonly record struct BucketOwner(char Kind, long Number);

/// <summary>
/// How much may be asked for: by person where one is known, else by address. A key takes from
/// its person's bucket: whoever makes a hundred keys may do no more with them. Addresses share a fixed number of buckets, so that
/// a million of them take no more memory than some thousand. Signing in has its own limit, which gives back what was right.
/// </summary>
internal sealed class RequestLimits(IOptionsMonitor<SecurityOptions> options, TimeProvider clock)
{
    public const int AddressBuckets = 16_384;

    private readonly AddressSlots _slots = new(AddressBuckets);

    /// <summary>Generous: a gallery asks for hundreds of thumbnails at once, and for thousands when somebody scrolls through it.</summary>
    public RateLimitPartition<BucketOwner> General(HttpContext context)
        => Partition(context, () => new BucketSize(options.CurrentValue.RequestBurst, options.CurrentValue.RequestsPerSecond));

    public RateLimitPartition<BucketOwner> Expensive(HttpContext context)
        => Partition(context, () => new BucketSize(options.CurrentValue.ExpensiveRequestBurst, options.CurrentValue.ExpensiveRequestsPerMinute / 60.0));

    private RateLimitPartition<BucketOwner> Partition(HttpContext context, Func<BucketSize> size)
    {
        if (!options.CurrentValue.EnableRateLimiting)
        {
            return RateLimitPartition.GetNoLimiter(default(BucketOwner));
        }

        return RateLimitPartition.Get(Owner(context), _ => new TokenBucket(size, clock));
    }

    private BucketOwner Owner(HttpContext context)
        => context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user
            ? new BucketOwner('u', long.Parse(user, CultureInfo.InvariantCulture))
            : new BucketOwner('a', _slots.Find(context.Connection.RemoteIpAddress));
}

internal static class RequestLimitsSetup
{
    public static void AddRequestLimits(this IServiceCollection services)
    {
        services.AddSingleton<RequestLimits>();
        services.AddRateLimiter();
        services.AddOptions<RateLimiterOptions>().Configure<RequestLimits>((limiter, limits) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, BucketOwner>(limits.General);
            limiter.AddPolicy(RateLimits.Expensive, limits.Expensive);
            limiter.OnRejected = RefuseAsync;
        });
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellation)
    {
        var context = rejected.HttpContext;
        var services = context.RequestServices;
        services.GetRequiredService<ISecurityEvents>().Record(new SecurityEvent(SecurityEventKind.RequestLimited, Subject: RouteName.Of(context)));
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await services.GetRequiredService<ProblemWriter>().WriteAsync(context, ErrorCatalogue.RateLimited.With());
    }
}

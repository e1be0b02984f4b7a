using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Limner.Accounts.Access;
using Limner.Host.Limits;
using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Host.Tests.Security;

public sealed class RequestLimitTests
{
    [Fact]
    public async Task Who_asks_too_much_is_told_when_to_come_back_and_nobody_else_is()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(With(clock, ("security.request_burst", "20"), ("security.requests_per_second", "1")));
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? last = null;
        for (var i = 0; i < 25; i++)
        {
            last = await app.Client.GetAsync("/api/v1/me");
            statuses.Add(last.StatusCode);
        }

        statuses.Count(status => status == HttpStatusCode.OK).ShouldBe(20);
        last!.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        last.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        JsonNode.Parse(await last.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("rate_limited");
        using var stranger = app.NewClient();
        (await stranger.GetAsync("/api/v1/setup")).StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await app.Client.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Client.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Work_that_takes_long_has_a_limit_of_its_own()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(With(clock, ("security.expensive_request_burst", "3"), ("security.expensive_requests_per_minute", "1")));
        for (var i = 0; i < 3; i++)
        {
            (await app.Client.PostAsync("/api/v1/folders/fld_1/scan", content: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await app.Client.PostAsync("/api/v1/folders/fld_1/scan", content: null)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await app.GetAsync("/api/v1/me");
    }

    [Fact]
    public void A_key_takes_from_its_persons_bucket()
    {
        var limits = new RequestLimits(new Fixed(new SecurityOptions()), new FakeClock());
        limits.Expensive(Asked(7, key: 1)).PartitionKey.ShouldBe(limits.Expensive(Asked(7, key: null)).PartitionKey);
        limits.General(Asked(7, key: 2)).PartitionKey.ShouldBe(limits.General(Asked(7, key: 1)).PartitionKey);
        limits.General(Asked(8, key: 2)).PartitionKey.ShouldNotBe(limits.General(Asked(7, key: 2)).PartitionKey);

        static DefaultHttpContext Asked(long user, long? key)
        {
            var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, $"{user}") };
            if (key is not null)
            {
                claims.Add(new Claim(LimnerClaims.ApiKey, $"{key}"));
            }

            return new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity(claims, "test")) };
        }
    }

    [Fact]
    public async Task The_switch_takes_effect_while_the_server_runs()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(With(clock, ("security.request_burst", "3"), ("security.requests_per_second", "1")));
        (await StatusOfAsync(5)).ShouldBe(HttpStatusCode.TooManyRequests);
        await File.WriteAllTextAsync(Path.Combine(app.DataDirectory, "config.ini"), "[general]\nlog_level = WARNING\n[security]\nenable_rate_limiting = false\n");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var options = app.Services.GetRequiredService<IOptionsMonitor<SecurityOptions>>();
        while (options.CurrentValue.EnableRateLimiting)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(20, limit.Token);
        }

        (await StatusOfAsync(20)).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusOfAsync(int requests)
        {
            var status = HttpStatusCode.OK;
            for (var i = 0; i < requests; i++)
            {
                status = (await app.Client.GetAsync("/api/v1/me")).StatusCode;
            }

            return status;
        }
    }

    [Fact]
    public async Task A_gallery_that_asks_for_three_hundred_pictures_at_once_is_not_limited()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        for (var page = 0; page < 5; page++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(1, 300).Select(i => app.Client.GetAsync($"/api/v1/images/img_{i}/thumbnail?size=small")));
            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public void A_quarter_of_a_million_addresses_take_no_more_memory_than_some_thousand() => ShouldStaySmall(250_000);

    [Fact]
    [Trait("run", "full")]
    public void A_million_addresses_take_no_more_memory_than_some_thousand() => ShouldStaySmall(1_000_000);

    private static void ShouldStaySmall(int count)
    {
        var limits = new RequestLimits(new Fixed(new SecurityOptions()), new FakeClock());
        var buckets = new HashSet<BucketOwner>();
        using var limiter = PartitionedRateLimiter.Create<HttpContext, BucketOwner>(context =>
        {
            var partition = limits.General(context);
            buckets.Add(partition.PartitionKey);
            return partition;
        });
        var context = new DefaultHttpContext();
        var bytes = new byte[16];
        Push(50_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Push(count);
        buckets.Count.ShouldBe(RequestLimits.AddressBuckets);

        // Kept apart, each would take some 500 bytes; the rest of this is what tests beside this one take.
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(100L * 1024 * 1024);

        void Push(int addresses)
        {
            for (var i = 0; i < addresses; i++)
            {
                RandomNumberGenerator.Fill(bytes);
                context.Connection.RemoteIpAddress = i % 2 == 0 ? new IPAddress(bytes) : new IPAddress(bytes.AsSpan(0, 4));
                limiter.AttemptAcquire(context).Dispose();
            }
        }
    }

    [Fact]
    public void An_IPv6_customer_is_one_whatever_address_of_the_network_comes()
    {
        var slots = new AddressSlots(1 << 30);
        var first = slots.Find(IPAddress.Parse("2001:db8:1:2::1"));
        slots.Find(IPAddress.Parse("2001:db8:1:2:ffff:ffff:ffff:ffff")).ShouldBe(first);
        slots.Find(IPAddress.Parse("2001:db8:1:3::1")).ShouldNotBe(first);
        slots.Find(IPAddress.Parse("::ffff:10.0.0.1")).ShouldBe(slots.Find(IPAddress.Parse("10.0.0.1")));
        slots.Find(IPAddress.Parse("10.0.0.2")).ShouldNotBe(slots.Find(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Addresses_spread_over_the_slots_in_a_way_that_only_the_process_knows()
    {
        var (here, there) = (new AddressSlots(4096), new AddressSlots(4096));
        var addresses = Enumerable.Range(0, 4096).Select(i => new IPAddress([10, 0, (byte)(i / 256), (byte)i])).ToList();
        addresses.Select(here.Find).Distinct().Count().ShouldBeInRange(2400, 2780, "of n balls into n slots, 1 - 1/e of the slots get one");
        addresses.Select(here.Find).ShouldNotBe(addresses.Select(there.Find));
    }

    private static LimnerAppOptions With(FakeClock clock, params (string Key, string Value)[] settings)
        => new() { Clock = clock, Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal) };

    private sealed class Fixed(SecurityOptions options) : IOptionsMonitor<SecurityOptions>
    {
        public SecurityOptions CurrentValue => options;

        public SecurityOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SecurityOptions, string?> listener) => null;
    }
}

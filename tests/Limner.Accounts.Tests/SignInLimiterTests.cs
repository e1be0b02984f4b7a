using System.Net;
using Limner.Accounts.Sessions;
using Limner.Testing;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Tests;

public sealed class SignInLimiterTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Ten_failures_are_allowed_and_then_one_a_minute()
    {
        var limiter = Limiter();
        for (var i = 0; i < 10; i++)
        {
            limiter.TryTake("a", out _).ShouldBeTrue();
        }

        limiter.TryTake("a", out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(45));
        limiter.TryTake("a", out wait).ShouldBeFalse();
        wait.TotalSeconds.ShouldBe(15, tolerance: 0.001);
        _clock.Advance(TimeSpan.FromSeconds(15.001));
        limiter.TryTake("a", out _).ShouldBeTrue();
        limiter.TryTake("a", out _).ShouldBeFalse();
    }

    [Fact]
    public void Addresses_do_not_hinder_one_another()
    {
        var limiter = Limiter();
        while (limiter.TryTake("a", out _))
        {
            // Until it is empty.
        }

        limiter.TryTake("b", out _).ShouldBeTrue();
    }

    [Fact]
    public void Right_passwords_do_not_count()
    {
        var limiter = Limiter();
        for (var i = 0; i < 100; i++)
        {
            limiter.TryTake("a", out _).ShouldBeTrue();
            limiter.GiveBack("a");
        }
    }

    [Fact]
    public void It_can_be_turned_off()
    {
        var limiter = Limiter(enabled: "false");
        Enumerable.Range(0, 100).Count(_ => limiter.TryTake("a", out var wait)).ShouldBe(100);
    }

    [Fact]
    public void Many_addresses_at_once_share_one_allowance_instead_of_all_memory()
    {
        var limiter = Limiter();
        for (var i = 0; i < 10_000; i++)
        {
            limiter.TryTake($"{i}", out _).ShouldBeTrue();
        }

        Enumerable.Range(10_000, 100).Count(i => limiter.TryTake($"{i}", out _)).ShouldBe(10);

        // Those who failed long ago make room.
        _clock.Advance(TimeSpan.FromMinutes(20));
        Enumerable.Range(10_000, 100).Count(i => limiter.TryTake($"{i}", out _)).ShouldBe(100);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::9", "20010DB800010002")]
    public void A_bucket_belongs_to_an_IPv4_address_or_an_IPv6_network(string address, string key)
        => SignInLimiter.Key(IPAddress.Parse(address)).ShouldBe(key);

    private SignInLimiter Limiter(string enabled = "true")
        => new(_clock, new ConfigurationBuilder().AddInMemoryCollection([new("security:enable_rate_limiting", enabled)]).Build());
}

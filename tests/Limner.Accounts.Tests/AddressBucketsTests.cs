using System.Net;
using Limner.Accounts.Access;
using Limner.Accounts.Sessions;
using Limner.Testing;
using Microsoft.Extensions.Configuration;

namespace Limner.Accounts.Tests;

public sealed class AddressBucketsTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Ten_failures_are_allowed_and_then_one_a_minute()
    {
        var buckets = Limiter().SignIns;
        for (var i = 0; i < 10; i++)
        {
            buckets.TryTake(7, out _).ShouldBeTrue();
        }

        buckets.TryTake(7, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(45));
        buckets.TryTake(7, out wait).ShouldBeFalse();
        wait.TotalSeconds.ShouldBe(15, tolerance: 0.001);
        _clock.Advance(TimeSpan.FromSeconds(15.001));
        buckets.TryTake(7, out _).ShouldBeTrue();
        buckets.TryTake(7, out _).ShouldBeFalse();
    }

    [Fact]
    public void One_does_not_hinder_another()
    {
        var limiter = Limiter();
        Drain(limiter.SignIns, 7);
        limiter.SignIns.TryTake(8, out _).ShouldBeTrue();
        limiter.Links.TryTake(7, out _).ShouldBeTrue();
    }

    [Fact]
    public void Right_passwords_do_not_count()
    {
        var buckets = Limiter().SignIns;
        for (var i = 0; i < 100; i++)
        {
            buckets.TryTake(7, out _).ShouldBeTrue();
            buckets.GiveBack(7);
        }

        buckets.GiveBack(7);
        Enumerable.Range(0, 100).Count(_ => buckets.TryTake(7, out var wait)).ShouldBe(10, "what is given back is no credit");
    }

    [Fact]
    public void It_can_be_turned_off()
    {
        var buckets = Limiter(enabled: "false").SignIns;
        Enumerable.Range(0, 100).Count(_ => buckets.TryTake(7, out var wait)).ShouldBe(100);
    }

    [Fact]
    public void Twenty_thousand_guessers_keep_few_others_out()
    {
        var buckets = Limiter().SignIns;
        for (var i = 0; i < 20_000; i++)
        {
            Drain(buckets, buckets.Slot(new IPAddress([10, 0, (byte)(i / 256), (byte)i])));
        }

        // One less the share of slots that 20,000 of 65,536 fill: e to the power of -0.305, which is 0.74.
        Enumerable.Range(0, 1000).Count(i => buckets.TryTake(buckets.Slot(new IPAddress([192, 0, (byte)(i / 256), (byte)i])), out _)).ShouldBeInRange(650, 830);
    }

    [Fact]
    public void The_slot_of_an_address_is_always_the_same_and_accounts_have_others()
    {
        var buckets = Limiter().SignIns;
        buckets.Slot(IPAddress.Parse("::ffff:192.0.2.1")).ShouldBe(buckets.Slot(IPAddress.Parse("192.0.2.1")));
        buckets.Slot(1).ShouldBe(buckets.Slot(1));
        Enumerable.Range(0, 100).Select(i => buckets.Slot((long)i)).Distinct().Count().ShouldBeGreaterThan(90);
    }

    private static void Drain(AddressBuckets buckets, int slot)
    {
        while (buckets.TryTake(slot, out _))
        {
            // Until it is empty.
        }
    }

    private SignInLimiter Limiter(string enabled = "true")
        => new(_clock, new ConfigurationBuilder().AddInMemoryCollection([new("security:enable_rate_limiting", enabled)]).Build());
}

using Limner.Jobs.Running;
using Limner.Testing;

namespace Limner.Jobs.Tests;

public sealed class JobProgressTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Rate_and_time_left_are_unknown_until_something_has_been_done_for_a_second()
    {
        var progress = new JobProgress(_clock);
        progress.Pace().ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(10));
        progress.Pace().ShouldBeNull();
        progress.SetTotal(100);
        progress.Advance(5);
        progress.Pace().ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(1));
        progress.Pace().ShouldBe(new Pace(5, 19));
    }

    [Fact]
    public void Looking_for_the_work_does_not_count_as_doing_it_slowly()
    {
        var progress = new JobProgress(_clock);
        _clock.Advance(TimeSpan.FromSeconds(20));
        progress.SetTotal(100);
        Run(progress, seconds: 5, perSecond: 10);
        progress.Pace().ShouldBe(new Pace(10, 5));
    }

    [Fact]
    public void What_earlier_attempts_have_done_is_no_part_of_the_pace()
    {
        var progress = new JobProgress(_clock);
        progress.SetTotal(1000);
        progress.Resume(900);
        _clock.Advance(TimeSpan.FromSeconds(2));
        progress.Pace().ShouldBeNull();
        Run(progress, seconds: 8, perSecond: 5);
        progress.Pace().ShouldBe(new Pace(4, 15));
    }

    [Fact]
    public void The_time_left_is_unknown_without_a_total()
    {
        var progress = new JobProgress(_clock);
        Run(progress, seconds: 5, perSecond: 10);
        progress.Pace().ShouldBe(new Pace(10, null));
    }

    [Fact]
    public void Batches_do_not_make_it_jump()
    {
        var progress = new JobProgress(_clock);
        progress.SetTotal(10_000);
        for (var batch = 0; batch < 30; batch++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            progress.Advance(40);
            if (batch > 2)
            {
                progress.Pace()!.RatePerSecond.ShouldBeInRange(19, 23);
            }
        }
    }

    [Fact]
    public void It_follows_a_change_of_pace_within_half_a_minute()
    {
        var progress = new JobProgress(_clock);
        progress.SetTotal(100_000);
        Run(progress, seconds: 120, perSecond: 100);
        Run(progress, seconds: 31, perSecond: 10);
        progress.Pace()!.RatePerSecond.ShouldBeInRange(9, 15);
    }

    [Fact]
    public void A_job_that_has_stalled_has_rate_zero_and_no_time_left()
    {
        var progress = new JobProgress(_clock);
        progress.SetTotal(1000);
        Run(progress, seconds: 60, perSecond: 10);
        _clock.Advance(TimeSpan.FromSeconds(40));
        progress.Pace().ShouldBe(new Pace(0, null));
    }

    [Fact]
    public void More_done_than_announced_leaves_no_negative_time()
    {
        var progress = new JobProgress(_clock);
        progress.SetTotal(10);
        Run(progress, seconds: 5, perSecond: 10);
        progress.Pace()!.SecondsLeft.ShouldBe(0);
    }

    [Fact]
    public void Pauses_after_failures_double_up_to_a_quarter_of_an_hour()
    {
        var first = TimeSpan.FromSeconds(5);
        Enumerable.Range(1, 4).Select(failures => Backoff.After(failures, first, 0.5).TotalSeconds).ShouldBe([5, 10, 20, 40]);
        Backoff.After(1, first, 0).TotalSeconds.ShouldBe(3.75);
        Backoff.After(1, first, 1).TotalSeconds.ShouldBe(6.25);
        Backoff.After(60, first, 0.5).ShouldBe(Backoff.Longest);
    }

    private void Run(JobProgress progress, int seconds, int perSecond)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            progress.Advance(perSecond);
        }
    }
}

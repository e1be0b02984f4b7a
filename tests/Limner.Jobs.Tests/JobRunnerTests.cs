using Limner.Jobs.Running;
using Limner.Kernel.Errors;
using Microsoft.EntityFrameworkCore;

namespace Limner.Jobs.Tests;

public sealed class JobRunnerTests
{
    [Fact]
    public async Task A_job_runs_as_soon_as_it_is_committed_and_succeeds_when_its_handler_returns()
    {
        var subject = new TaskCompletionSource<string?>();
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (job, _) =>
        {
            subject.SetResult(job.Subject);
            return Task.CompletedTask;
        }));
        await jobs.StartRunnerAsync();

        // The clock stands still: only the commit can have woken the runner.
        var id = await jobs.EnqueueAsync("scan", subject: "fld_1");
        (await subject.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("fld_1");
        var ended = await jobs.UntilAsync(id, job => job.FinishedAt is not null);
        (ended.State, ended.Attempts, ended.Error).ShouldBe((JobState.Succeeded, 1, null));
    }

    [Fact]
    public async Task A_failure_is_the_jobs_reason_and_a_fault_says_nothing_of_itself()
    {
        await using var jobs = await JobsFixture.OpenAsync(
            new ScriptedHandler("expected", (_, _) => throw new LimnerException(ErrorCatalogue.FolderUnreadable, "the attic")),
            new ScriptedHandler("bug", (_, _) => throw new InvalidTimeZoneException("secret path")));
        await jobs.StartRunnerAsync();
        var expected = await jobs.EnqueueAsync("expected");
        var bug = await jobs.EnqueueAsync("bug");
        var error = (await jobs.UntilAsync(expected, job => job.State == JobState.Failed)).Error!;
        (error.Code, error.Detail).ShouldBe(("folder_unreadable", "the attic"));
        error = (await jobs.UntilAsync(bug, job => job.State == JobState.Failed)).Error!;
        error.Code.ShouldBe("internal");
        error.Detail!.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_when_its_pause_is_over()
    {
        var attempts = new List<int>();
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (job, _) =>
        {
            attempts.Add(job.Attempt);
            return job.Attempt < 3 ? throw new LimnerException(ErrorCatalogue.ExternalService, "down") : Task.CompletedTask;
        }));
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.NextAttemptAt is not null);
        attempts.ShouldBe([1]);
        (await jobs.UntilAsync(id, job => job.FinishedAt is not null, step: TimeSpan.FromSeconds(1))).State.ShouldBe(JobState.Succeeded);
        attempts.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_through_its_token()
    {
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.State == JobState.Running);
        await jobs.Queue.CancelAsync(id, CancellationToken.None);
        (await jobs.UntilAsync(id, job => job.FinishedAt is not null)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task What_a_handler_throws_after_its_cancellation_follows_from_it()
    {
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", async (_, cancellation) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            catch (OperationCanceledException)
            {
                throw new LimnerException(ErrorCatalogue.Inference, "stopped in the middle");
            }
        }));
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.State == JobState.Running);
        await jobs.Queue.CancelAsync(id, CancellationToken.None);
        (await jobs.UntilAsync(id, job => job.FinishedAt is not null)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_shutdown_queues_the_job_again_and_the_next_start_finishes_it()
    {
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.State == JobState.Running);
        await jobs.StopRunnerAsync();
        var waiting = await jobs.ViewAsync(id);
        (waiting.State, waiting.Attempts, waiting.Error).ShouldBe((JobState.Queued, 0, null));

        await using var restarted = jobs.Another(new ScriptedHandler("scan", (_, _) => Task.CompletedTask));
        await restarted.StartRunnerAsync();
        (await restarted.UntilAsync(id, job => job.FinishedAt is not null)).Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_left_running_by_a_killed_process_is_taken_up_at_the_next_start_without_waiting_for_its_lease()
    {
        await using var killed = await JobsFixture.OpenAsync();
        var id = await killed.EnqueueAsync("scan");
        await killed.ClaimAsync("scan");

        await using var restarted = killed.Another(new ScriptedHandler("scan", (_, _) => Task.CompletedTask));
        await restarted.StartRunnerAsync();
        var ended = await restarted.UntilAsync(id, job => job.FinishedAt is not null);
        (ended.State, ended.Attempts).ShouldBe((JobState.Succeeded, 2));
    }

    [Fact]
    public async Task Leases_of_long_jobs_are_renewed_beside_the_work()
    {
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.State == JobState.Running);
        var begun = (await jobs.RowAsync(id)).LeaseExpiresAt!.Value;
        var deadline = jobs.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        while ((await jobs.RowAsync(id)).LeaseExpiresAt <= begun)
        {
            jobs.Clock.GetUtcNow().ShouldBeLessThan(deadline);
            jobs.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
    }

    [Fact]
    public async Task No_more_jobs_of_a_kind_run_at_once_than_its_handler_allows()
    {
        var running = 0;
        var most = 0;
        var release = new SemaphoreSlim(0);
        await using var jobs = await JobsFixture.OpenAsync(
            new ScriptedHandler("scan", async (_, cancellation) =>
            {
                var now = Interlocked.Increment(ref running);
                Interlocked.Exchange(ref most, Math.Max(most, now));
                await release.WaitAsync(cancellation);
                Interlocked.Decrement(ref running);
            }, concurrency: 2),
            new ScriptedHandler("quick", (_, _) => Task.CompletedTask));
        var ids = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await jobs.EnqueueAsync("scan", priority: 9));
        }

        var quick = await jobs.EnqueueAsync("quick");
        await jobs.StartRunnerAsync();

        // One kind being full does not hold up another.
        await jobs.UntilAsync(quick, job => job.FinishedAt is not null);
        await jobs.UntilAsync(ids[1], job => job.State == JobState.Running);
        (await jobs.StateAsync(ids[2])).ShouldBe(JobState.Queued);
        release.Release(6);
        foreach (var id in ids)
        {
            await jobs.UntilAsync(id, job => job.FinishedAt is not null);
        }

        most.ShouldBe(2);
    }

    [Fact]
    public async Task A_job_whose_end_cannot_be_written_at_once_ends_all_the_same()
    {
        await using var jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", (_, _) => Task.CompletedTask));
        await jobs.SqlAsync("CREATE TRIGGER full_disk BEFORE UPDATE ON jobs WHEN new.state = 'succeeded' BEGIN SELECT RAISE(ABORT, 'no room'); END");
        await jobs.StartRunnerAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.UntilAsync(id, job => job.State == JobState.Running);
        await jobs.SqlAsync("DROP TRIGGER full_disk");
        (await jobs.UntilAsync(id, job => job.FinishedAt is not null, step: TimeSpan.FromSeconds(1))).State.ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task The_pace_of_a_running_job_is_shown()
    {
        var go = new SemaphoreSlim(0);
        JobsFixture? jobs = null;
        jobs = await JobsFixture.OpenAsync(new ScriptedHandler("scan", async (job, cancellation) =>
        {
            await jobs!.Database.WriteAsync((db, token) => job.SetTotalAsync(db, 100, token), cancellation);
            await go.WaitAsync(cancellation);
            await jobs.Database.WriteAsync((db, token) => job.AdvanceAsync(db, 20, 0, "half of the attic", token), cancellation);
            await go.WaitAsync(cancellation);
        }));
        await using (jobs)
        {
            await jobs.StartRunnerAsync();
            var id = await jobs.EnqueueAsync("scan");
            await jobs.UntilAsync(id, job => job.Total == 100);
            jobs.Clock.Advance(TimeSpan.FromSeconds(4));
            go.Release();
            var view = await jobs.UntilAsync(id, job => job.Done == 20 && job.RatePerSecond is not null);
            (view.RatePerSecond, view.SecondsLeft, view.Message).ShouldBe((5, 16, "half of the attic"));
            go.Release();
            (await jobs.UntilAsync(id, job => job.FinishedAt is not null)).RatePerSecond.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 2)]
    public async Task A_job_that_has_had_its_turn_lets_others_go_first_and_goes_on_after_them(int priorityOfOther, int seconds)
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        JobsFixture? fixture = null;
        await using var jobs = fixture = await JobsFixture.OpenAsync(new ScriptedHandler(
            "scan",
            async (job, cancellation) =>
            {
                order.Enqueue(job.Subject!);
                await fixture!.AdvanceAsync(job, done: 1);
                if (job.Subject == "long" && order.Count == 1)
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
            },
            turn: TimeSpan.FromSeconds(20)));
        await jobs.StartRunnerAsync();
        var first = await jobs.EnqueueAsync("scan", subject: "long");
        await jobs.UntilAsync(first, job => job.Done == 1);
        var other = await jobs.EnqueueAsync("scan", priorityOfOther, subject: "short");

        var begun = jobs.Clock.GetUtcNow();
        (await jobs.UntilAsync(other, job => job.FinishedAt is not null, step: TimeSpan.FromMilliseconds(200))).State.ShouldBe(JobState.Succeeded);
        (jobs.Clock.GetUtcNow() - begun).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        var ended = await jobs.UntilAsync(first, job => job.FinishedAt is not null, step: TimeSpan.FromMilliseconds(200));
        (ended.State, ended.Attempts).ShouldBe((JobState.Succeeded, 1));
        order.ShouldBe(["long", "short", "long"]);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(20, -10)]
    public async Task Without_a_turn_or_for_what_is_less_urgent_a_job_runs_to_its_end(int? turn, int priorityOfOther)
    {
        var release = new TaskCompletionSource();
        JobsFixture? fixture = null;
        await using var jobs = fixture = await JobsFixture.OpenAsync(new ScriptedHandler(
            "scan",
            async (job, cancellation) =>
            {
                await fixture!.AdvanceAsync(job, done: 1);
                await (job.Subject == "long" ? release.Task.WaitAsync(cancellation) : Task.CompletedTask);
            },
            turn: turn is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        await jobs.StartRunnerAsync();
        var first = await jobs.EnqueueAsync("scan", subject: "long");
        await jobs.UntilAsync(first, job => job.Done == 1);
        var other = await jobs.EnqueueAsync("scan", priorityOfOther, subject: "short");
        for (var second = 0; second < 60; second++)
        {
            jobs.Clock.Advance(TimeSpan.FromSeconds(1));
            (await jobs.ViewAsync(other)).State.ShouldBe(JobState.Queued);
        }

        release.SetResult();
        (await jobs.UntilAsync(first, job => job.FinishedAt is not null)).Attempts.ShouldBe(1);
        await jobs.UntilAsync(other, job => job.FinishedAt is not null);
    }

    [Fact]
    public async Task A_job_that_can_only_wait_gives_its_place_to_others_and_goes_on_when_its_time_has_come()
    {
        var isAway = true;
        JobsFixture? fixture = null;
        await using var jobs = fixture = await JobsFixture.OpenAsync(new ScriptedHandler(
            "scan",
            async (job, cancellation) =>
            {
                if (job.Subject == "waiting" && isAway)
                {
                    job.WaitsUntil = fixture!.Clock.GetUtcNow() + TimeSpan.FromSeconds(30);
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
            }));
        await jobs.StartRunnerAsync();
        var waiting = await jobs.EnqueueAsync("scan", priority: 5, subject: "waiting");
        await jobs.UntilAsync(waiting, job => job.State == JobState.Running);

        // Alone it keeps its place; it is given up to what is less urgent too, without the clock moving.
        var begun = jobs.Clock.GetUtcNow();
        var other = await jobs.EnqueueAsync("scan", subject: "other");
        await jobs.UntilAsync(other, job => job.State == JobState.Succeeded);
        var resting = await jobs.ViewAsync(waiting);
        (resting.State, resting.Attempts, resting.Error, resting.NextAttemptAt).ShouldBe((JobState.Queued, 0, null, begun + TimeSpan.FromSeconds(30)));
        isAway = false;
        (await jobs.UntilAsync(waiting, job => job.FinishedAt is not null, step: TimeSpan.FromSeconds(1))).Attempts.ShouldBe(1);
        (jobs.Clock.GetUtcNow() - begun).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }
}

using Limner.Jobs.Running;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Jobs.Tests;

public sealed class JobLeasesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Jobs_are_taken_by_priority_and_then_by_age()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var old = await jobs.EnqueueAsync("scan");
        var young = await jobs.EnqueueAsync("scan");
        var urgent = await jobs.EnqueueAsync("scan", priority: 1);
        await jobs.EnqueueAsync("of another kind", priority: 9);
        (await jobs.ClaimAsync("scan")).Id.ShouldBe(urgent);
        (await jobs.ClaimAsync("scan")).Id.ShouldBe(old);
        (await jobs.ClaimAsync("scan")).Id.ShouldBe(young);
        (await jobs.Leases.ClaimAsync(["scan"], CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task One_job_asked_for_by_many_at_once_is_given_to_one()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await using var other = jobs.Another();
        await jobs.EnqueueAsync("scan");
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? jobs : other).Leases.ClaimAsync(["scan"], CancellationToken.None))));
        claims.Count(claim => claim is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_whose_process_is_silent_is_taken_up_after_its_lease()
    {
        await using var dead = await JobsFixture.OpenAsync();
        await using var alive = dead.Another();
        var id = await dead.EnqueueAsync("scan");
        await dead.ClaimAsync("scan");

        jobsPass(Lease - TimeSpan.FromSeconds(1));
        (await alive.Leases.TakeUpAsync(all: false, CancellationToken.None)).ShouldBe(0);
        jobsPass(TimeSpan.FromSeconds(2));
        (await alive.Leases.TakeUpAsync(all: false, CancellationToken.None)).ShouldBe(1);
        (await alive.ClaimAsync("scan")).Attempt.ShouldBe(2);
        (await alive.StateAsync(id)).ShouldBe(JobState.Running);

        void jobsPass(TimeSpan time) => dead.Clock.Advance(time);
    }

    [Fact]
    public async Task A_renewed_lease_does_not_run_out()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await using var other = jobs.Another();
        await jobs.EnqueueAsync("scan");
        await jobs.ClaimAsync("scan");
        for (var i = 0; i < 5; i++)
        {
            jobs.Clock.Advance(Lease * 0.9);
            await jobs.Leases.RenewAsync(CancellationToken.None);
            (await other.Leases.TakeUpAsync(all: false, CancellationToken.None)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_machine_that_slept_past_its_leases_keeps_what_it_runs()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        var run = await jobs.ClaimAsync("scan");
        jobs.Clock.Advance(Lease * 10);
        (await jobs.Leases.TakeUpAsync(all: false, CancellationToken.None)).ShouldBe(0);
        await jobs.AdvanceAsync(run, 1);
        (await jobs.Leases.EndAsync(run, StopReason.None, failure: null, CancellationToken.None)).ShouldBe(JobState.Succeeded);
        (await jobs.StateAsync(id)).ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task A_run_that_lost_its_job_can_write_nothing_to_it()
    {
        await using var first = await JobsFixture.OpenAsync();
        await using var second = first.Another();
        var id = await first.EnqueueAsync("scan");
        var lost = await first.ClaimAsync("scan");
        first.Clock.Advance(Lease * 2);
        await second.Leases.TakeUpAsync(all: false, CancellationToken.None);
        var holder = await second.ClaimAsync("scan");

        await Should.ThrowAsync<OperationCanceledException>(() => first.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlRawAsync("UPDATE users SET user_name = 'written by the lost run'", token);
                await lost.AdvanceAsync(db, 10, 0, "mine", token);
            },
            CancellationToken.None));
        lost.StopReason.ShouldBe(StopReason.LeaseLost);
        (await first.Leases.EndAsync(lost, StopReason.None, failure: null, CancellationToken.None)).ShouldBeNull();

        await second.AdvanceAsync(holder, 1);
        var row = await first.RowAsync(id);
        (row.State, row.Done, row.Message, row.LeaseOwner).ShouldBe((JobState.Running, 1, null, holder.Lease));
        await using var db = first.Database.Read();
        (await db.Database.SqlQueryRaw<string>("SELECT user_name AS Value FROM users WHERE id = 1").SingleAsync()).ShouldBe("Ann");
    }

    [Fact]
    public async Task Progress_is_counted_with_the_work_it_counts_or_not_at_all()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        var run = await jobs.ClaimAsync("scan");
        await jobs.Database.WriteAsync((db, token) => run.SetTotalAsync(db, 10, token), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => jobs.AdvanceAsync(run, 1, 1))));
        await Should.ThrowAsync<InvalidTimeZoneException>(() => jobs.Database.WriteAsync(
            async (db, token) =>
            {
                await run.AdvanceAsync(db, 5, 0, "lost", token);
                throw new InvalidTimeZoneException();
            },
            CancellationToken.None));
        var view = await jobs.ViewAsync(id);
        (view.Done, view.Failed, view.Total, view.Message).ShouldBe((5, 5, 10, null));
        run.Progress.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Each_attempt_counts_its_progress_from_nothing()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.AdvanceAsync(await jobs.ClaimAsync("scan"), 5);
        await using var restarted = jobs.Another();
        await restarted.Leases.TakeUpAsync(all: true, CancellationToken.None);
        (await restarted.ViewAsync(id)).Done.ShouldBe(5);
        await restarted.ClaimAsync("scan");
        (await restarted.ViewAsync(id)).Done.ShouldBe(0);
    }

    [Fact]
    public async Task A_job_cut_off_again_and_again_before_it_gets_anywhere_is_given_up()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        for (var crash = 1; crash <= 5; crash++)
        {
            (await jobs.StateAsync(id)).ShouldBe(JobState.Queued, $"after {crash - 1} crashes");
            await using var process = jobs.Another();
            await process.ClaimAsync("scan");
            await using var next = jobs.Another();
            await next.Leases.TakeUpAsync(all: true, CancellationToken.None);
        }

        var view = await jobs.ViewAsync(id);
        (view.State, view.Attempts, view.Error?.Code).ShouldBe((JobState.Failed, 5, "job_abandoned"));
        (await jobs.Queue.RetryAsync(id, CancellationToken.None)).State.ShouldBe(JobState.Queued);
    }

    [Fact]
    public async Task A_job_cut_off_at_one_and_the_same_item_is_given_up_whatever_earlier_attempts_have_done()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.AdvanceAsync(await jobs.ClaimAsync("scan"), 400);
        for (var crash = 1; crash <= 5; crash++)
        {
            await using var next = jobs.Another();
            await next.Leases.TakeUpAsync(all: true, CancellationToken.None);
            if (crash < 5)
            {
                (await next.StateAsync(id)).ShouldBe(JobState.Queued, $"after {crash} crashes");
                var run = await next.ClaimAsync("scan");
                await next.Database.WriteAsync((db, token) => run.ResumeAsync(db, 400, 0, null, token), CancellationToken.None);
                (await next.ViewAsync(id)).Done.ShouldBe(400);
            }
        }

        (await jobs.ViewAsync(id)).Error?.Code.ShouldBe("job_abandoned");
        (await jobs.StateAsync(id)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_job_that_gets_further_each_time_survives_any_number_of_crashes()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        for (var crash = 1; crash <= 20; crash++)
        {
            await using var process = jobs.Another();
            await process.AdvanceAsync(await process.ClaimAsync("scan"), 1);
            await using var next = jobs.Another();
            await next.Leases.TakeUpAsync(all: true, CancellationToken.None);
        }

        (await jobs.StateAsync(id)).ShouldBe(JobState.Queued);
    }

    [Fact]
    public async Task An_orphan_that_was_to_be_cancelled_ends_as_cancelled()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.ClaimAsync("scan");
        await jobs.Queue.CancelAsync(id, CancellationToken.None);
        await using var restarted = jobs.Another();
        await restarted.Leases.TakeUpAsync(all: true, CancellationToken.None);
        (await restarted.StateAsync(id)).ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_cancellation_on_another_node_is_found_when_the_lease_is_renewed()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await using var other = jobs.Another();
        var id = await jobs.EnqueueAsync("scan");
        var run = await jobs.ClaimAsync("scan");
        await other.Queue.CancelAsync(id, CancellationToken.None);
        run.StopReason.ShouldBe(StopReason.None);
        await jobs.Leases.RenewAsync(CancellationToken.None);
        (await jobs.RowAsync(id)).CancelRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_whose_job_is_gone_is_stopped_when_the_lease_is_renewed()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await jobs.EnqueueAsync("scan");
        var run = await jobs.ClaimAsync("scan");
        await jobs.SqlAsync("DELETE FROM jobs");
        await jobs.Leases.RenewAsync(CancellationToken.None);
        run.StopReason.ShouldBe(StopReason.LeaseLost);
    }

    [Fact]
    public async Task Passing_failures_are_tried_again_after_growing_pauses_and_a_bounded_number_of_times()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        foreach (var seconds in new[] { 5, 10, 20, 40 })
        {
            var run = await jobs.ClaimAsync("scan");
            await jobs.Leases.EndAsync(run, StopReason.None, ErrorCatalogue.StorageFull.With("full"), CancellationToken.None);
            Forget(run);
            var waiting = await jobs.ViewAsync(id);
            (waiting.State, waiting.Error?.Code).ShouldBe((JobState.Queued, "storage_full"));
            var pause = waiting.NextAttemptAt!.Value - jobs.Clock.GetUtcNow();
            pause.TotalSeconds.ShouldBeInRange(seconds * 0.75, seconds * 1.25);

            (await jobs.Leases.NextDueAsync(["scan"], jobs.Clock.GetUtcNow(), CancellationToken.None)).ShouldBe(waiting.NextAttemptAt);
            jobs.Clock.Advance(pause - TimeSpan.FromMilliseconds(2));
            (await jobs.Leases.ClaimAsync(["scan"], CancellationToken.None)).ShouldBeNull();
            var looked = jobs.Clock.GetUtcNow();
            jobs.Clock.Advance(TimeSpan.FromMilliseconds(2));

            // It became due between a claim and this question: that must not be slept over.
            (await jobs.Leases.NextDueAsync(["scan"], looked, CancellationToken.None)).ShouldBe(waiting.NextAttemptAt);
        }

        var last = await jobs.ClaimAsync("scan");
        (await jobs.Leases.EndAsync(last, StopReason.None, ErrorCatalogue.StorageFull.With("full"), CancellationToken.None)).ShouldBe(JobState.Failed);
        (await jobs.ViewAsync(id)).Attempts.ShouldBe(5);

        static void Forget(RunningJob run) => run.Dispose();
    }

    [Fact]
    public async Task Lasting_failures_are_not_tried_again()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await jobs.EnqueueAsync("scan");
        var run = await jobs.ClaimAsync("scan");
        (await jobs.Leases.EndAsync(run, StopReason.None, ErrorCatalogue.FolderUnreadable.With(), CancellationToken.None)).ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_shutdown_does_not_count_as_an_attempt()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        for (var i = 0; i < 10; i++)
        {
            var run = await jobs.ClaimAsync("scan");
            run.Attempt.ShouldBe(1);
            (await jobs.Leases.EndAsync(run, StopReason.Shutdown, failure: null, CancellationToken.None)).ShouldBe(JobState.Queued);
        }

        (await jobs.ViewAsync(id)).Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_of_a_paused_kind_wait_even_over_a_restart()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await jobs.EnqueueAsync("scan");
        var tags = await jobs.EnqueueAsync("tags");
        await jobs.SqlAsync("INSERT INTO job_queues (kind, paused_at) VALUES ('scan', 1)");
        await using var restarted = jobs.Another();
        (await restarted.ClaimAsync("scan", "tags")).Id.ShouldBe(tags);
        (await restarted.Leases.ClaimAsync(["scan", "tags"], CancellationToken.None)).ShouldBeNull();
        await restarted.SqlAsync("UPDATE job_queues SET paused_at = NULL");
        (await restarted.Leases.ClaimAsync(["scan", "tags"], CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Old_ended_jobs_are_forgotten_and_live_ones_never()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var waiting = await jobs.EnqueueAsync("never run");
        var old = await jobs.EnqueueAsync("scan");
        await jobs.Queue.CancelAsync(old, CancellationToken.None);
        jobs.Clock.Advance(TimeSpan.FromDays(31));
        var young = await jobs.EnqueueAsync("scan");
        await jobs.Queue.CancelAsync(young, CancellationToken.None);
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(1);
        (await jobs.Queue.FindAsync(old, CancellationToken.None)).ShouldBeNull();

        await jobs.SqlAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1005)
            INSERT INTO jobs (kind, title, payload, priority, state, created_at, updated_at, finished_at)
            SELECT 'scan', 'x', '{{}}', 0, 'succeeded', finished_at, finished_at, finished_at FROM n, jobs WHERE id = (SELECT max(id) FROM jobs)
            """);
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(6);
        (await jobs.Queue.FindAsync(young, CancellationToken.None)).ShouldBeNull();
        (await jobs.StateAsync(waiting)).ShouldBe(JobState.Queued);
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Theory]
    [InlineData(NewJob.Background, true, true)]
    [InlineData(NewJob.Background, false, false)]
    [InlineData(0, true, false)]
    public async Task Background_work_that_found_nothing_to_do_is_uneventful_and_soon_forgotten(int priority, bool foundNothing, bool isUneventful)
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan", priority);
        var run = await jobs.ClaimAsync("scan");
        run.FoundNothingToDo = foundNothing;
        (await jobs.Leases.EndAsync(run, StopReason.None, failure: null, CancellationToken.None)).ShouldBe(JobState.Succeeded);
        (await jobs.RowAsync(id)).Uneventful.ShouldBe(isUneventful);
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(0);
        jobs.Clock.Advance(TimeSpan.FromMinutes(11));
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(isUneventful ? 1 : 0);
    }

    [Fact]
    public async Task Background_work_gives_way_to_the_same_work_that_somebody_asks_for()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan", NewJob.Background, key: "scan:1");
        var run = await jobs.ClaimAsync("scan");
        var asked = await jobs.EnqueueAsync("scan", key: "scan:1");
        asked.ShouldNotBe(id);
        (await jobs.RowAsync(id)).CancelRequested.ShouldBeTrue();
        (await jobs.EnqueueAsync("scan", NewJob.Background, key: "scan:1")).ShouldBe(asked);
        (await jobs.Leases.ClaimAsync(["scan"], CancellationToken.None)).ShouldBeNull();
        await jobs.Leases.EndAsync(run, StopReason.Cancelled, failure: null, CancellationToken.None);
        (await jobs.RowAsync(id)).Uneventful.ShouldBeTrue();
        (await jobs.ClaimAsync("scan")).Id.ShouldBe(asked);
    }

    [Fact]
    public async Task Background_work_that_has_not_begun_leaves_its_place_to_what_somebody_asks_for()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan", NewJob.Background, key: "scan:1");
        (await jobs.EnqueueAsync("scan", key: "scan:1")).ShouldNotBe(id);
        var row = await jobs.RowAsync(id);
        (row.State, row.Uneventful).ShouldBe((JobState.Cancelled, true));
    }

    [Fact]
    public async Task Uneventful_jobs_push_no_others_out()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var kept = await jobs.EnqueueAsync("scan");
        await jobs.Queue.CancelAsync(kept, CancellationToken.None);
        await jobs.SqlAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1005)
            INSERT INTO jobs (kind, title, payload, priority, state, uneventful, created_at, updated_at, finished_at)
            SELECT 'scan', 'x', '{{}}', -10, 'succeeded', 1, finished_at, finished_at, finished_at FROM n, jobs WHERE id = (SELECT max(id) FROM jobs)
            """);
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(0);
        jobs.Clock.Advance(TimeSpan.FromMinutes(11));
        (await jobs.Leases.PruneAsync(CancellationToken.None)).ShouldBe(1005);
        (await jobs.StateAsync(kept)).ShouldBe(JobState.Cancelled);
    }
}

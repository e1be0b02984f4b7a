using Limner.Jobs.Running;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;

namespace Limner.Jobs.Tests;

public sealed class JobQueueTests
{
    [Fact]
    public async Task A_job_is_there_exactly_when_its_transaction_is_committed()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await Should.ThrowAsync<InvalidTimeZoneException>(() => jobs.Database.WriteAsync(
            async (db, token) =>
            {
                var id = await jobs.Queue.EnqueueAsync(db, new NewJob("scan", new { }, "Scan", 1), token);
                (await jobs.Queue.FindAsync(db, id, token)).ShouldNotBeNull();
                throw new InvalidTimeZoneException();
            },
            CancellationToken.None));
        (await jobs.Leases.ClaimAsync(["scan"], CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task The_payload_comes_back_as_it_was_given()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        await jobs.EnqueueAsync("scan", payload: new Payload(7, ["*.tmp"]));
        var run = await jobs.ClaimAsync("scan");
        run.Payload<Payload>().FolderId.ShouldBe(7);
        run.Payload<Payload>().Exclude.ShouldBe(["*.tmp"]);
        Should.Throw<LimnerException>(() => run.Payload<long>()).Failure.Error.ShouldBe(ErrorCatalogue.Validation);
    }

    [Fact]
    public async Task A_second_job_under_one_key_is_the_first_one_until_that_has_ended()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var first = await jobs.EnqueueAsync("scan", key: "scan:fld_1");
        (await jobs.EnqueueAsync("scan", key: "scan:fld_1", priority: 5)).ShouldBe(first);
        (await jobs.ViewAsync(first)).Priority.ShouldBe(5);
        (await jobs.EnqueueAsync("scan", key: "scan:fld_2")).ShouldNotBe(first);

        var run = await jobs.ClaimAsync("scan");
        run.Id.ShouldBe(first);
        (await jobs.EnqueueAsync("scan", key: "scan:fld_1")).ShouldBe(first);
        await jobs.Leases.EndAsync(run, StopReason.None, failure: null, CancellationToken.None);
        (await jobs.EnqueueAsync("scan", key: "scan:fld_1")).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_job_asked_to_stop_makes_room_for_its_successor_which_waits_for_it()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var first = await jobs.EnqueueAsync("scan", key: "k");
        var run = await jobs.ClaimAsync("scan");
        await jobs.Queue.CancelAsync(first, CancellationToken.None);
        var second = await jobs.EnqueueAsync("scan", key: "k");
        second.ShouldNotBe(first);
        (await jobs.Leases.ClaimAsync(["scan"], CancellationToken.None)).ShouldBeNull();

        await jobs.Leases.EndAsync(run, StopReason.Cancelled, failure: null, CancellationToken.None);
        (await jobs.ClaimAsync("scan")).Id.ShouldBe(second);
    }

    [Fact]
    public async Task A_queued_job_is_cancelled_at_once_and_an_ended_one_not_at_all()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        var view = await jobs.Queue.CancelAsync(id, CancellationToken.None);
        view.State.ShouldBe(JobState.Cancelled);
        view.FinishedAt.ShouldBe(jobs.Clock.GetUtcNow());
        (await Should.ThrowAsync<LimnerException>(() => jobs.Queue.CancelAsync(id, CancellationToken.None))).Failure.Error.ShouldBe(ErrorCatalogue.JobNotCancellable);
        (await Should.ThrowAsync<LimnerException>(() => jobs.Queue.CancelAsync(99, CancellationToken.None))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
    }

    [Fact]
    public async Task A_failed_job_can_be_queued_again_as_if_it_were_new()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan", key: "k");
        (await Should.ThrowAsync<LimnerException>(() => jobs.Queue.RetryAsync(id, CancellationToken.None))).Failure.Error.ShouldBe(ErrorCatalogue.JobNotRetryable);
        var run = await jobs.ClaimAsync("scan");
        await jobs.AdvanceAsync(run, 3, 1);
        await jobs.Leases.EndAsync(run, StopReason.None, ErrorCatalogue.FolderUnreadable.With("no"), CancellationToken.None);
        var failed = await jobs.ViewAsync(id);
        failed.State.ShouldBe(JobState.Failed);
        failed.Error.ShouldBe(new JobError("folder_unreadable", ErrorCatalogue.FolderUnreadable.Title, "no", ErrorCatalogue.FolderUnreadable.Remedy));

        var retried = await jobs.Queue.RetryAsync(id, CancellationToken.None);
        (retried.State, retried.Attempts, retried.Done, retried.Failed, retried.Error, retried.FinishedAt).ShouldBe((JobState.Queued, 0, 0, 0, null, null));
        (await jobs.ClaimAsync("scan")).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_is_not_retried_beside_another_that_does_the_same()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var first = await jobs.EnqueueAsync("scan", key: "k");
        await jobs.Queue.CancelAsync(first, CancellationToken.None);
        var second = await jobs.EnqueueAsync("scan", key: "k");
        var failure = await Should.ThrowAsync<LimnerException>(() => jobs.Queue.RetryAsync(first, CancellationToken.None));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.Conflict);
        failure.Failure.Detail!.ShouldContain(PublicId.Format(IdPrefixes.Job, second));
    }

    [Fact]
    public async Task Jobs_are_found_by_their_subject_and_cancelled_with_it()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var old = await jobs.EnqueueAsync("scan", subject: "fld_1");
        await jobs.Queue.CancelAsync(old, CancellationToken.None);
        var running = await jobs.EnqueueAsync("scan", subject: "fld_1");
        var run = await jobs.ClaimAsync("scan");
        var queued = await jobs.EnqueueAsync("thumbnails", subject: "fld_1");
        var other = await jobs.EnqueueAsync("scan", subject: "fld_2");

        await using (var db = jobs.Database.Read())
        {
            var active = await jobs.Queue.ActiveForSubjectsAsync(db, ["fld_1", "fld_2", "fld_3"], kind: null, CancellationToken.None);
            active.ToDictionary(pair => pair.Key, pair => pair.Value.Id).ShouldBe(new Dictionary<string, string>
            {
                ["fld_1"] = PublicId.Format(IdPrefixes.Job, running),
                ["fld_2"] = PublicId.Format(IdPrefixes.Job, other),
            });
            (await jobs.Queue.LatestForSubjectAsync(db, "fld_1", "scan", CancellationToken.None))!.Id.ShouldBe(PublicId.Format(IdPrefixes.Job, running));
        }

        await jobs.Database.WriteAsync((db, token) => jobs.Queue.CancelForSubjectAsync(db, "fld_1", token), CancellationToken.None);
        (await jobs.StateAsync(queued)).ShouldBe(JobState.Cancelled);
        (await jobs.StateAsync(other)).ShouldBe(JobState.Queued);
        run.StopReason.ShouldBe(StopReason.Cancelled);
    }

    [Fact]
    public async Task Jobs_leave_with_their_owner()
    {
        await using var jobs = await JobsFixture.OpenAsync();
        var id = await jobs.EnqueueAsync("scan");
        await jobs.SqlAsync("DELETE FROM users WHERE id = 1");
        (await jobs.Queue.FindAsync(id, CancellationToken.None)).ShouldBeNull();
    }

    private sealed record Payload(long FolderId, string[] Exclude);
}

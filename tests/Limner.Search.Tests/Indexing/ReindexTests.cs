using Limner.Jobs;
using Limner.Search.Indexing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Indexing;

public class ReindexTests
{
    [Fact]
    public async Task A_new_database_is_of_this_version_without_a_job()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await StartAsync(catalogue);
        (await StateAsync(catalogue)).TextVersion.ShouldBe(SearchText.Version);
        (await JobsAsync(catalogue)).ShouldBe(0);
    }

    [Fact]
    public async Task An_index_of_another_version_is_rebuilt_by_one_job()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.FillAsync(1200);
        var before = await catalogue.FindAsync("beach");
        before.ShouldNotBeEmpty();
        await catalogue.ExecuteAsync($"UPDATE search_state SET text_version = {SearchText.Version - 1}");
        await catalogue.ExecuteAsync($"DELETE FROM search_index WHERE rowid % 2 = 0");
        await catalogue.ExecuteAsync($"INSERT INTO search_index (rowid, name) VALUES (999999, 'beach')");
        await StartAsync(catalogue);
        await StartAsync(catalogue);
        (await JobsAsync(catalogue)).ShouldBe(1);

        var job = new Progress();
        await Handler(catalogue).RunAsync(job, default);
        (job.Total, job.Done).ShouldBe((1200, 1200));
        (await catalogue.FindAsync("beach")).ShouldBe(before);
        await using var db = catalogue.Database.Read();
        (await db.Database.SqlQuery<long>($"SELECT count(*) AS Value FROM search_index").SingleAsync()).ShouldBe(1200);
        (await StateAsync(catalogue)).TextVersion.ShouldBe(SearchText.Version);
    }

    [Fact]
    public async Task A_rebuild_that_was_cut_off_goes_on_where_it_stopped()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.FillAsync(1200);
        await catalogue.ExecuteAsync($"UPDATE search_state SET text_version = 0");
        using var stop = new CancellationTokenSource();
        var first = new Progress { AfterAdvance = done => StopAt(done) };
        await Should.ThrowAsync<OperationCanceledException>(() => Handler(catalogue).RunAsync(first, stop.Token));

        void StopAt(long done)
        {
            if (done >= 1000)
            {
                stop.Cancel();
            }
        }

        var upTo = (await StateAsync(catalogue)).RebuiltUpTo;
        upTo.ShouldNotBeNull().ShouldBeInRange(1, 1199); // the batch in which it was told to stop may be rolled back

        var second = new Progress();
        await Handler(catalogue).RunAsync(second, default);
        (second.Total, second.Done, second.FirstAdvance).ShouldBe((1200, 1200, upTo.Value));
    }

    // Made alone: the other handlers and services of these modules need more of the product than a search does.
    private static ReindexHandler Handler(Catalogue catalogue) => ActivatorUtilities.CreateInstance<ReindexHandler>(catalogue.Services);

    private static async Task StartAsync(Catalogue catalogue)
        => await ActivatorUtilities.CreateInstance<IndexVersionCheck>(catalogue.Services).StartAsync(default);

    private static async Task<SearchStateRow> StateAsync(Catalogue catalogue)
    {
        await using var db = catalogue.Database.Read();
        return await db.Set<SearchStateRow>().SingleAsync();
    }

    private static async Task<long> JobsAsync(Catalogue catalogue)
    {
        await using var db = catalogue.Database.Read();
        return await db.Database.SqlQuery<long>($"SELECT count(*) AS Value FROM jobs WHERE kind = 'reindex'").SingleAsync();
    }

    /// <summary>Counts in memory; the queue itself has tests of its own.</summary>
    private sealed class Progress : JobContext
    {
        public long Total { get; private set; }

        public long Done { get; private set; }

        public long? FirstAdvance { get; private set; }

        public Action<long>? AfterAdvance { get; init; }

        public override long Id => 1;

        public override long? OwnerId => null;

        public override string? Subject => null;

        public override int Attempt => 1;

        public override T Payload<T>() => throw new InvalidOperationException("The handler needs no payload.");

        public override Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation)
        {
            Total = total;
            return Task.CompletedTask;
        }

        public override Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
            => AdvanceAsync(db, done, failed, message, cancellation);

        public override Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
        {
            FirstAdvance ??= done;
            Done += done;
            AfterAdvance?.Invoke(Done);
            return Task.CompletedTask;
        }
    }
}

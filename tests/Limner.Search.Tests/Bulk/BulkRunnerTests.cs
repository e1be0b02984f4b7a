using Limner.Accounts;
using Limner.Library;
using Limner.Search.Bulk;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Bulk;

/// <summary>Edits of more pictures than one transaction takes.</summary>
public sealed class BulkRunnerTests : IAsyncLifetime
{
    private const int Images = 1200;
    private Catalogue _catalogue = null!;

    private IDatabase Database => _catalogue.Database;

    private BulkEdits Edits => _catalogue.Services.GetRequiredService<BulkEdits>();

    private BulkRunner Runner => _catalogue.Services.GetRequiredService<BulkRunner>();

    public async Task InitializeAsync()
    {
        _catalogue = await Catalogue.CreateAsync();
        await _catalogue.FillAsync(Images);
    }

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task An_edit_that_is_cut_off_goes_on_where_it_was_and_is_undone_to_the_last_row()
    {
        var before = await SnapshotAsync();
        var edit = await BeginAsync(new BulkAction(BulkActionKind.AddTag, "holiday"), new BulkAction(BulkActionKind.RemoveTag, "dog"), new BulkAction(BulkActionKind.Rate, "4"));
        (edit.State, edit.DoneCount).ShouldBe((BulkEditState.Applying, 0));
        edit.Job.ShouldNotBeNull();
        var id = Id(edit);
        (await BatchAsync(id, BulkEditState.Applying)).ShouldBe(500);

        // The server dies before the second batch is committed.
        await Should.ThrowAsync<OperationCanceledException>(() => Database.WriteAsync(
            async (db, token) =>
            {
                await Runner.RunBatchAsync(db, id, BulkEditState.Applying, token);
                throw new OperationCanceledException("killed");
            },
            default));
        (await FindAsync(id)).DoneCount.ShouldBe(500);
        (await BatchAsync(id, BulkEditState.Applying)).ShouldBe(500);
        (await BatchAsync(id, BulkEditState.Applying)).ShouldBe(200);
        (await BatchAsync(id, BulkEditState.Applying)).ShouldBe(0);
        var applied = await FindAsync(id);
        (applied.State, applied.DoneCount, applied.Actions[2].Changed).ShouldBe((BulkEditState.Applied, Images, Images));
        applied.Actions[1].Changed.ShouldBe(before.Tags.Count(tag => tag.Name == "dog"));
        (await SnapshotAsync()).Tags.Count(tag => tag.Name == "holiday").ShouldBe(Images);

        await Edits.UndoAsync(1, id, default);
        (await BatchAsync(id, BulkEditState.Undoing)).ShouldBe(500);
        while (await BatchAsync(id, BulkEditState.Undoing) > 0)
        {
        }

        var undone = await FindAsync(id);
        (undone.State, undone.DoneCount).ShouldBe((BulkEditState.Undone, Images));
        undone.Actions.Select(action => action.Kept).ShouldBe([0, 0, 0]);
        var after = await SnapshotAsync();
        after.Tags.ShouldBe(before.Tags);
        after.Marks.ShouldBe(before.Marks);
        after.Rejected.ShouldBe(before.Rejected);
    }

    [Fact]
    public async Task Undoing_what_is_still_under_way_stops_it_and_takes_back_what_was_done()
    {
        var before = await SnapshotAsync();
        var id = Id(await BeginAsync(new BulkAction(BulkActionKind.Favourite, null)));
        await BatchAsync(id, BulkEditState.Applying);
        var undoing = await Edits.UndoAsync(1, id, default);
        (undoing.State, undoing.DoneCount).ShouldBe((BulkEditState.Undoing, Images - 500));

        // A batch that the stopped job was about to do.
        (await BatchAsync(id, BulkEditState.Applying)).ShouldBe(0);
        while (await BatchAsync(id, BulkEditState.Undoing) > 0)
        {
        }

        (await FindAsync(id)).State.ShouldBe(BulkEditState.Undone);
        (await SnapshotAsync()).Marks.ShouldBe(before.Marks);
    }

    [Fact]
    public async Task A_batch_takes_as_many_statements_for_few_images_as_for_many()
    {
        async Task<int> StatementsForAsync(params string[] tags)
            => (await _catalogue.StatementsOfAsync(() => Edits.BeginAsync(new Person(), new BulkRequest(null, new FilterParameters { Tags = tags }, null, [new BulkAction(BulkActionKind.AddTag, "seen"), new BulkAction(BulkActionKind.Favourite, null)]), default))).Count;
        (await StatementsForAsync("dog", "cat", "person")).ShouldBe(await StatementsForAsync("dog", "cat"));
    }

    [Fact]
    public async Task After_thirty_days_an_edit_is_forgotten()
    {
        var id = Id(await BeginAsync(new BulkAction(BulkActionKind.Favourite, null)));
        _catalogue.Clock.Advance(TimeSpan.FromDays(31));
        await Should.ThrowAsync<Kernel.Errors.LimnerException>(() => Edits.UndoAsync(1, id, default));
        await BeginAsync(new BulkAction(BulkActionKind.Unfavourite, null));
        await using var db = Database.Read();
        (await db.Set<BulkEditRow>().CountAsync()).ShouldBe(1);
        (await db.Set<BulkEditImageRow>().CountAsync()).ShouldBe(Images);
    }

    private Task<BulkEditView> BeginAsync(params BulkAction[] actions) => Edits.BeginAsync(new Person(), new BulkRequest(null, new FilterParameters(), null, actions), default);

    private Task<int> BatchAsync(long id, BulkEditState state) => Database.WriteAsync((db, token) => Runner.RunBatchAsync(db, id, state, token), default);

    private static long Id(BulkEditView edit) => Kernel.Ids.PublicId.TryParse("edt", edit.Id, out var id) ? id : throw new InvalidOperationException(edit.Id);

    private async Task<BulkEditView> FindAsync(long id)
    {
        await using var db = Database.Read();
        return (await Edits.ViewsAsync(db, [await db.Set<BulkEditRow>().SingleAsync(row => row.Id == id)], default))[0];
    }

    private async Task<Snapshot> SnapshotAsync()
    {
        await using var db = Database.Read();
        return new Snapshot(
            [.. (await db.Set<ImageTagRow>().Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new Tagged(row.ImageId, tag.Name, row.Source, row.Confidence)).ToListAsync())
                .OrderBy(tag => tag.ImageId).ThenBy(tag => tag.Name, StringComparer.Ordinal).ThenBy(tag => tag.Source)],
            await db.Set<ImageMarkRow>().Select(mark => mark.ImageId).ToListAsync(),
            await db.Database.SqlQuery<long>($"SELECT count(*) AS Value FROM rejected_tags").SingleAsync());
    }

    private sealed record Tagged(long ImageId, string Name, TagSource Source, double? Confidence);

    private sealed record Snapshot(List<Tagged> Tags, List<long> Marks, long Rejected);

    private sealed class Person : ICurrentUser
    {
        public long Id => 1;

        public string UserName => "anna";

        public bool IsAdministrator => false;

        public bool MayWrite => true;
    }
}

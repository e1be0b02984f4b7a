using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Tagging.Operations;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tests;

/// <summary>Operations that reach more images than one transaction takes.</summary>
public sealed class TagOperationRunnerTests
{
    private const int Images = 1200;

    [Fact]
    public async Task A_merge_that_is_cut_off_goes_on_where_it_was_and_is_undone_to_the_last_row()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var ids = await library.AddManyAsync(Images, "sea .5", "ocean .7", "lake manual");
        await library.Tagging.RemoveAsync(1, ids[3], await library.TagIdAsync("ocean"), default);
        await library.Tagging.RemoveAsync(1, ids[3], await library.TagIdAsync("sea"), default);
        await library.Tagging.RemoveAsync(1, ids[3], await library.TagIdAsync("lake"), default);
        await library.Tagging.RemoveAsync(1, ids[4], await library.TagIdAsync("sea"), default);
        var before = await library.EverythingAsync();
        var (sea, ocean, lake) = (await library.TagIdAsync("sea"), await library.TagIdAsync("ocean"), await library.TagIdAsync("lake"));
        var operation = await library.Operations.BeginAsync(1, (db, token) => TagOperationPlans.MergeAsync(db, 1, [ocean, lake], sea, token), default);
        (operation.State, operation.ImageCount, operation.DoneCount).ShouldBe((TagOperationState.Applying, Images, 0));
        operation.Job.ShouldNotBeNull();
        var id = Id(operation);
        (await BatchAsync(library, id, TagOperationState.Applying)).ShouldBe(500);

        // The server dies before the second batch is committed.
        await Should.ThrowAsync<OperationCanceledException>(() => library.Database.WriteAsync(
            async (db, token) =>
            {
                await library.Runner.RunBatchAsync(db, id, TagOperationState.Applying, token);
                throw new OperationCanceledException("killed");
            },
            default));
        (await BatchAsync(library, id, TagOperationState.Applying)).ShouldBe(500);
        (await BatchAsync(library, id, TagOperationState.Applying)).ShouldBe(200);
        (await BatchAsync(library, id, TagOperationState.Applying)).ShouldBe(0);
        (await library.TagsAsync(ids[0])).ShouldBe(["sea manual", "sea model .70"]);
        (await library.TagsAsync(ids[3])).ShouldBeEmpty("what was taken off stays off");
        (await library.TagsAsync(ids[4])).ShouldBe(["sea manual", "sea model .70"], "a person's word goes before what was taken off");
        (await library.TagsAsync(ids[^1])).ShouldBe(["sea manual", "sea model .70"]);

        // Looked at again, the detector still says what it said.
        await library.AttachAsync([.. ids]);
        (await library.TagsAsync(ids[0])).ShouldBe(["sea manual", "sea model .70"]);

        await library.Operations.UndoAsync(1, id, default);
        while (await BatchAsync(library, id, TagOperationState.Undoing) > 0)
        {
        }

        (await library.EverythingAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Undoing_what_is_still_under_way_stops_it_and_takes_back_what_was_done()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        await library.AddManyAsync(Images, "sea .5");
        var before = await library.EverythingAsync();
        var sea = await library.TagIdAsync("sea");
        var id = Id(await library.Operations.BeginAsync(1, (db, token) => TagOperationPlans.DeleteAsync(db, 1, [sea], true, token), default));
        await BatchAsync(library, id, TagOperationState.Applying);
        var undoing = await library.Operations.UndoAsync(1, id, default);
        (undoing.State, undoing.DoneCount).ShouldBe((TagOperationState.Undoing, Images - 500));
        (await BatchAsync(library, id, TagOperationState.Applying)).ShouldBe(0, "a batch that the stopped job was about to do");
        while (await BatchAsync(library, id, TagOperationState.Undoing) > 0)
        {
        }

        (await library.EverythingAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_tag_that_was_changed_since_is_not_put_back()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        await library.AddManyAsync(3, "sea .5");
        var sea = await library.TagIdAsync("sea");
        var first = await library.Operations.BeginAsync(1, (db, token) => TagOperationPlans.RenameAsync(db, 1, sea, "ocean", token), default);
        var second = await library.Operations.BeginAsync(1, (db, token) => TagOperationPlans.RenameAsync(db, 1, sea, "lake", token), default);
        (await Should.ThrowAsync<LimnerException>(() => library.Operations.UndoAsync(1, Id(first), default))).Failure.Error.ShouldBe(ErrorCatalogue.Conflict);
        await library.Operations.UndoAsync(1, Id(second), default);
        await library.Operations.UndoAsync(1, Id(first), default);
        (await library.TagIdAsync("sea")).ShouldBe(sea);
    }

    [Fact]
    public async Task A_batch_takes_as_many_statements_for_few_images_as_for_many()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        await library.AddManyAsync(2, "sea .5", "ocean .7");
        await library.AddManyAsync(200, "lake .5", "pond .7");
        await library.AddManyAsync(1, "river .5", "brook .7");

        // What is looked up once and then remembered is no part of a batch.
        await StatementsAsync("brook", "river");
        (await StatementsAsync("ocean", "sea")).ShouldBe(await StatementsAsync("pond", "lake"));

        async Task<int> StatementsAsync(string from, string into)
        {
            var (source, target) = (await library.TagIdAsync(from), await library.TagIdAsync(into));
            var before = library.Statements;
            await library.Operations.BeginAsync(1, (db, token) => TagOperationPlans.MergeAsync(db, 1, [source], target, token), default);
            return library.Statements - before;
        }
    }

    [Fact]
    public async Task A_changed_vocabulary_that_is_cut_off_is_gone_on_with_and_looks_at_no_image_twice()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var ids = await library.AddManyAsync(Images, "sea .5", "dog .6");
        await library.Vocabulary.DenyAsync(1, ["sea"], default);
        (await library.Reapplication.CountAsync(library)).ShouldBe(Images);
        await ReapplyAsync(library);
        await Should.ThrowAsync<OperationCanceledException>(() => library.Database.WriteAsync(
            async (db, token) =>
            {
                await library.Reapplication.RunBatchAsync(db, 1, token);
                throw new OperationCanceledException("killed");
            },
            default));
        (await library.Reapplication.CountAsync(library)).ShouldBe(Images - 500);
        while (await ReapplyAsync(library) > 0)
        {
        }

        (await library.TagsAsync(ids[0])).ShouldBe(["dog model .60"]);
        (await library.TagsAsync(ids[^1])).ShouldBe(["dog model .60"]);
        library.Changed.Count(id => id == ids[7]).ShouldBe(1);
    }

    private static Task<int> BatchAsync(TaggedLibrary library, long id, TagOperationState state) => library.Database.WriteAsync((db, token) => library.Runner.RunBatchAsync(db, id, state, token), default);

    private static Task<int> ReapplyAsync(TaggedLibrary library) => library.Database.WriteAsync((db, token) => library.Reapplication.RunBatchAsync(db, 1, token), default);

    private static long Id(TagOperationView operation) => PublicId.TryParse(IdPrefixes.TagOperation, operation.Id, out var id) ? id : throw new InvalidOperationException(operation.Id);
}

internal static class WaitingImages
{
    /// <summary>How many images wait for the vocabulary.</summary>
    public static async Task<int> CountAsync(this VocabularyReapplication _, TaggedLibrary library)
    {
        await using var db = library.Database.Read();
        return await db.Set<VocabularyImageRow>().CountAsync();
    }
}

using Limner.Kernel.Errors;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Search.Querying;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Tests.Querying;

/// <summary>Pages by relevance while others have pictures too.</summary>
public class RankedPagingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cursor_by_relevance_is_the_same_whatever_others_have(bool withShared)
    {
        await using var catalogue = await SampleAsync(withShared);
        var alone = (await catalogue.PageAsync("harbour", sort: "relevance", limit: 3)).NextCursor.ShouldNotBeNull();
        await AddBensAsync(catalogue);
        (await catalogue.PageAsync("harbour", sort: "relevance", limit: 3)).NextCursor.ShouldBe(alone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_add_between_two_pages_by_relevance_neither_repeats_nor_hides_an_image(bool withShared)
    {
        await using var catalogue = await SampleAsync(withShared);
        var whole = (await catalogue.PageAsync("harbour", sort: "relevance", limit: 50)).Items.Select(image => image.Id).ToList();
        var first = await catalogue.PageAsync("harbour", sort: "relevance", limit: 3);
        await AddBensAsync(catalogue);
        var second = await catalogue.PageAsync("harbour", sort: "relevance", limit: 50, cursor: first.NextCursor);
        first.Items.Concat(second.Items).Select(image => image.Id).ShouldBe(whole, ignoreOrder: false);
    }

    [Fact]
    public async Task When_the_last_image_of_a_page_by_relevance_is_gone_the_next_page_begins_with_its_successor()
    {
        await using var catalogue = await SampleAsync(withShared: false);
        var whole = (await catalogue.PageAsync("harbour", sort: "relevance", limit: 50)).Items;
        var first = await catalogue.PageAsync("harbour", sort: "relevance", limit: 3);
        Cursor.TryDecode(first.NextCursor, "relevance", out var cursor).ShouldBeTrue();
        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"UPDATE images SET removed_at = 1 WHERE id = {cursor!.Id}", token);
                await db.PublishAsync(new ImagesRemoved([cursor.Id]), token);
            },
            default);
        var second = await catalogue.PageAsync("harbour", sort: "relevance", limit: 50, cursor: first.NextCursor);
        second.Items.Select(image => image.Id).ShouldBe(whole.Skip(3).Select(image => image.Id), ignoreOrder: false);
    }

    [Fact]
    public async Task A_cursor_by_relevance_that_names_an_image_of_others_tells_nothing_of_it()
    {
        await using var catalogue = await SampleAsync(withShared: false);
        var bens = await catalogue.AddAsync("Papers/harbour divorce.jpg", owner: 2);
        var with = await catalogue.PageAsync("harbour", cursor: new Cursor("relevance", "3", bens).Encode());
        var without = await catalogue.PageAsync("harbour", cursor: new Cursor("relevance", "3", 1_000_000).Encode());
        with.Items.Select(image => image.Id).ShouldBe(without.Items.Select(image => image.Id), ignoreOrder: false);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("2147483647")]
    [InlineData("9223372036854775807")]
    [InlineData(null)]
    public async Task A_cursor_by_relevance_that_was_tampered_with_is_refused(string? key)
    {
        await using var catalogue = await SampleAsync(withShared: false);
        var failure = await Should.ThrowAsync<LimnerException>(() => catalogue.PageAsync("harbour", cursor: new Cursor("relevance", key, 1).Encode()));
        (failure.Failure.Error, failure.Failure.Field).ShouldBe((ErrorCatalogue.Validation, "cursor"));
    }

    /// <summary>Anna's pictures of a harbour, in texts of several lengths so that their scores differ, in an order that does not depend on how often the word is used.</summary>
    private static async Task<Catalogue> SampleAsync(bool withShared)
    {
        var catalogue = await Catalogue.CreateAsync();
        foreach (var i in Enumerable.Range(1, 8))
        {
            await catalogue.AddAsync($"Photos/harbour {string.Join(' ', Enumerable.Repeat("word", i / 2 * 3))} {i}.jpg");
        }

        await catalogue.FillAsync(40);
        if (withShared)
        {
            await catalogue.AddAsync("Bens/cat.jpg", owner: 2);
            await catalogue.ShareEverythingAsync(with: 1);
        }

        return catalogue;
    }

    /// <summary>In a folder of his that is shared with nobody.</summary>
    private static async Task AddBensAsync(Catalogue catalogue)
    {
        foreach (var i in Enumerable.Range(1, 12))
        {
            await catalogue.AddAsync($"Papers/harbour lawyer {i}.jpg", owner: 2);
        }
    }
}

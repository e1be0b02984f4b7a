using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Querying;

public class PagingTests
{
    [Theory]
    [InlineData("-date", null)]
    [InlineData("date", null)]
    [InlineData("name", null)]
    [InlineData("-name", null)]
    [InlineData("relevance", "img")]
    [InlineData("-date", "img")]
    [InlineData("name", "-img")]
    public async Task Pages_one_after_the_other_are_the_whole_list(string sort, string? query)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.FillAsync(300);

        // Equal keys: the same name in both cases and the same moment.
        await catalogue.ExecuteAsync($"UPDATE images SET name = CASE id % 2 WHEN 0 THEN 'img_same.jpg' ELSE 'IMG_SAME.JPG' END WHERE id % 5 = 0");
        await catalogue.ExecuteAsync($"UPDATE images SET sort_at = 1000000000000 WHERE id % 3 = 0");
        var whole = await catalogue.PageAsync(query, sort: sort, limit: 500);
        whole.NextCursor.ShouldBeNull();
        whole.Items.Count.ShouldBeGreaterThan(50);
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await catalogue.PageAsync(query, sort: sort, limit: 7, cursor: cursor);
            page.Total.ShouldBe(whole.Items.Count);
            paged.AddRange(page.Items.Select(image => image.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        paged.ShouldBe(whole.Items.Select(image => image.Id), ignoreOrder: false);
        paged.Distinct().Count().ShouldBe(paged.Count);
    }

    [Theory]
    [InlineData("-date")]
    [InlineData("date")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task The_list_is_in_the_order_asked_for(string sort)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.FillAsync(200);
        await using var db = catalogue.Database.Read();
        var all = await catalogue.Services.GetRequiredService<Visibility>().VisibleTo(db, 1).ToListAsync();
        var expected = (sort switch
        {
            "-date" => all.OrderByDescending(image => image.SortAt).ThenByDescending(image => image.Id),
            "date" => all.OrderBy(image => image.SortAt).ThenBy(image => image.Id),
            "name" => all.OrderBy(image => AsciiLower(image.Name), StringComparer.Ordinal).ThenBy(image => image.Id),
            _ => all.OrderByDescending(image => AsciiLower(image.Name), StringComparer.Ordinal).ThenByDescending(image => image.Id),
        }).Select(image => PublicId.Format(IdPrefixes.Image, image.Id));
        (await catalogue.PageAsync(sort: sort, limit: 500)).Items.Select(image => image.Id).ShouldBe(expected, ignoreOrder: false);
    }

    [Fact]
    public async Task What_is_added_between_two_pages_neither_repeats_nor_hides_an_image()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        foreach (var day in Enumerable.Range(1, 6))
        {
            await catalogue.AddAsync($"Photos/{day}.jpg", taken: $"2024-01-0{day}");
        }

        var first = await catalogue.PageAsync(limit: 3);
        await catalogue.AddAsync("Photos/new.jpg", taken: "2025-01-01");
        var second = await catalogue.PageAsync(limit: 3, cursor: first.NextCursor);
        first.Items.Concat(second.Items).Select(image => image.Name).ShouldBe(["6.jpg", "5.jpg", "4.jpg", "3.jpg", "2.jpg", "1.jpg"], ignoreOrder: false);
    }

    [Theory]
    [InlineData("date", null)]
    [InlineData("name", null)]
    [InlineData("-date", "garbage")]
    [InlineData("-date", "WyItZGF0ZSIsIm5vdCBhIG51bWJlciIsIjEiXQ")]
    [InlineData("-date", "WyItZGF0ZSIsIjkyMjMzNzIwMzY4NTQ3NzU4MDciLCIxIl0")]
    public async Task A_cursor_that_is_not_of_this_order_is_refused(string sort, string? cursor)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.FillAsync(20);
        cursor ??= (await catalogue.PageAsync(sort: "-name", limit: 5)).NextCursor;
        var failure = await Should.ThrowAsync<LimnerException>(() => catalogue.PageAsync(sort: sort, cursor: cursor));
        (failure.Failure.Error, failure.Failure.Field).ShouldBe((ErrorCatalogue.Validation, "cursor"));
    }

    [Fact]
    public async Task A_cursor_by_date_goes_on_when_so_many_images_match_that_they_are_no_longer_ranked()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/dog 1.jpg", taken: "2024-01-01");
        await catalogue.AddAsync("Photos/dog 2.jpg", taken: "2024-01-02");
        var cursor = new Cursor("-date", new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds().ToString(), 2).Encode();
        (await catalogue.PageAsync("dog", cursor: cursor)).Items.Select(image => image.Name).ShouldBe(["dog 1.jpg"]);
    }

    private static string AsciiLower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c));
}

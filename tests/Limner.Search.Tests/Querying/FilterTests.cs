using Limner.Kernel.Errors;
using Limner.Library;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Tests.Querying;

public class FilterTests
{
    [Theory]
    [InlineData("dog", "a.jpg b.jpg")]
    [InlineData("DÖG", "a.jpg b.jpg")]
    [InlineData("dog cat", "b.jpg")]
    [InlineData("tag_1", "a.jpg b.jpg")]
    [InlineData("tag_1 cat", "b.jpg")]
    [InlineData("unicorn", "")]
    [InlineData("", "a.jpg b.jpg c.jpg")]
    public async Task An_image_must_have_all_tags(string tags, string names)
    {
        await using var catalogue = await SampleAsync();
        await ShouldFindAsync(names, catalogue.PageAsync(tags: tags.Split(' '), sort: "name"));
    }

    [Theory]
    [InlineData("fld_1", "a.jpg c.jpg")]
    [InlineData("fld_2", "b.jpg")]
    [InlineData("fld_1 fld_2", "a.jpg b.jpg c.jpg")]
    [InlineData("fld_9", "")]
    public async Task An_image_lies_in_any_of_the_folders(string folders, string names)
    {
        await using var catalogue = await SampleAsync();
        await ShouldFindAsync(names, catalogue.PageAsync(folders: folders.Split(' '), sort: "name"));
    }

    [Theory]
    [InlineData("Canon EOS R6", "a.jpg")]
    [InlineData("canon eos r6|nikon z 6", "a.jpg b.jpg")]
    [InlineData("Leica", "")]
    public async Task A_camera_is_any_of_those_named(string cameras, string names)
    {
        await using var catalogue = await SampleAsync();
        await ShouldFindAsync(names, catalogue.PageAsync(cameras: cameras.Split('|'), sort: "name"));
    }

    [Theory]
    [InlineData("2024-05-03", "2024-05-03", "a.jpg")]
    [InlineData("2024-05-04", null, "b.jpg")]
    [InlineData(null, "2024-05-03", "a.jpg c.jpg")]
    [InlineData("2024-05", "2024-05", "a.jpg b.jpg")]
    [InlineData("2019", "2024-05-03", "a.jpg c.jpg")]
    [InlineData("2024", "2024", "a.jpg b.jpg")]
    [InlineData("2025", null, "")]
    public async Task Both_ends_of_a_range_of_days_belong_to_it(string? from, string? to, string names)
    {
        await using var catalogue = await SampleAsync();
        await ShouldFindAsync(names, catalogue.PageAsync(from: from, to: to, sort: "name"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("sort")]
    public async Task A_filter_that_cannot_be_read_is_named(string field)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        var failure = await Should.ThrowAsync<LimnerException>(async () => await catalogue.PageAsync(
            folders: field == "folder" ? ["img_1"] : null,
            from: field == "from" ? "yesterday" : null,
            to: field == "to" ? "2024-02-30" : null,
            sort: field == "sort" ? "size" : null));
        (failure.Failure.Error, failure.Failure.Field).ShouldBe((ErrorCatalogue.Validation, field));
    }

    [Fact]
    public async Task Words_and_filters_hold_together()
    {
        await using var catalogue = await SampleAsync();
        await ShouldFindAsync("b.jpg", catalogue.PageAsync("jpg", tags: ["dog"], folders: ["fld_2"], cameras: ["nikon z 6"], from: "2024", to: "2024"));
        await ShouldFindAsync("", catalogue.PageAsync("jpg -dog", tags: ["dog"]));
    }

    [Fact]
    public async Task Another_users_images_are_not_there_whatever_is_asked()
    {
        await using var catalogue = await SampleAsync();
        await catalogue.AddAsync("Bens/secret.jpg", ["dog"], "2024-05-03", "Canon EOS R6", owner: 2);
        await ShouldFindAsync("", catalogue.PageAsync("secret"));
        await ShouldFindAsync("", catalogue.PageAsync(folders: ["fld_3"]));
        await ShouldFindAsync("", catalogue.PageAsync(tags: ["tag_3"]));
        await ShouldFindAsync("a.jpg", catalogue.PageAsync(cameras: ["Canon EOS R6"]));
        (await catalogue.PageAsync("jpg")).Total.ShouldBe(3);
        (await catalogue.FindAsync("secret", user: 2)).ShouldBe(["secret.jpg"]);
    }

    [Fact]
    public async Task What_is_removed_or_missing_is_gone_with_the_transaction_that_says_so()
    {
        await using var catalogue = await SampleAsync();
        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"UPDATE images SET removed_at = 1 WHERE name = 'a.jpg'", token);
                await db.Database.ExecuteSqlAsync($"UPDATE images SET missing_since = 1 WHERE name = 'b.jpg'", token);
                await db.PublishAsync(new ImagesRemoved([1, 2]), token);
                (await db.Set<Limner.Search.Querying.SearchHitRow>().FromSql($"SELECT rowid AS image_id, 0 AS score FROM search_index WHERE search_index MATCH 'jpg'").CountAsync(token)).ShouldBe(1);
            },
            default);
        (await catalogue.FindAsync("jpg")).ShouldBe(["c.jpg"]);
        (await catalogue.PageAsync()).Total.ShouldBe(1);

        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"UPDATE images SET missing_since = NULL WHERE name = 'b.jpg'", token);
                await db.PublishAsync(new ImagesChanged([2]), token);
            },
            default);
        (await catalogue.FindAsync("jpg")).ShouldBe(["b.jpg", "c.jpg"]);
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_leaves_the_index_as_it_was()
    {
        await using var catalogue = await SampleAsync();
        await Should.ThrowAsync<TimeoutException>(() => catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"UPDATE images SET name = 'renamed.jpg' WHERE id = 1", token);
                await db.PublishAsync(new ImagesChanged([1]), token);
                throw new TimeoutException();
            },
            default));
        (await catalogue.FindAsync("renamed")).ShouldBeEmpty();
        (await catalogue.FindAsync("a.jpg")).ShouldBe(["a.jpg"]);
    }

    private static async Task<Catalogue> SampleAsync()
    {
        var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("One/a.jpg", ["dog"], "2024-05-03T23:59:59", "Canon EOS R6");
        await catalogue.AddAsync("Two/b.jpg", ["Dog", "cat"], "2024-05-04T00:00:00", "NIKON Z 6");
        await catalogue.AddAsync("One/c.jpg", [], "2019-01-01");
        return catalogue;
    }

    private static async Task ShouldFindAsync(string names, Task<Limner.Kernel.Paging.Page<Limner.Search.Querying.ImageSummary>> page)
    {
        var found = await page;
        found.Items.Select(image => image.Name).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        found.Total.ShouldBe(found.Items.Count);
    }
}

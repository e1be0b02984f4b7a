using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Suggesting;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Suggesting;

public class SuggestionsTests
{
    [Theory]
    [InlineData("do", "tag:dog:2")]
    [InlineData("TABLE", "tag:dining table:1")]
    [InlineData("족", "folder:fld_2:1")]
    [InlineData("r6", "camera:Canon EOS R6:2")]
    [InlineData("may", "date:2024-05:2")]
    [InlineData("2019", "date:2019:1 date:2019-12:1")]
    [InlineData("zebra", "")]
    public async Task What_is_typed_is_completed_by_tags_folders_cameras_and_dates(string text, string expected)
    {
        await using var catalogue = await SampleAsync();
        (await SuggestAsync(catalogue, text)).Order(StringComparer.Ordinal).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 0 ? [] : Split(expected));
    }

    [Theory]
    [InlineData("tag:d", 0, "tag:dog=2 tag:\"dining table\"=1")]
    [InlineData("beach -tag:do", 6, "-tag:dog=2")]
    [InlineData("(tag:\"dining t", 1, "tag:\"dining table\"=1")]
    [InlineData("in:", 0, "in:One=2 in:가족=1")]
    [InlineData("camera:can", 0, "camera:\"Canon EOS R6\"=2")]
    [InlineData("date:2024", 0, "date:2024=2 date:2024-05=2")]
    [InlineData("type:", 0, "type:jpeg=3")]
    [InlineData("jpe", 0, "type:jpeg=3")]
    [InlineData("rating:>", 0, "rating:>=3= rating:>=4=")]
    [InlineData("is:fav", 0, "is:favorite=")]
    [InlineData("zebra cam", 6, "camera:=1")]
    [InlineData("per", 0, "person:=1")]
    [InlineData("person:ja", 0, "person:\"Jane Doe\"=1")]
    [InlineData("jane", 0, "person:\"Jane Doe\"=1")]
    [InlineData("near:", 0, "")]
    public async Task Fields_and_their_values_are_completed_with_what_to_put_in_place(string text, int from, string expected)
    {
        await using var catalogue = await SampleAsync();
        await catalogue.ExecuteAsync($"UPDATE image_values SET people = {"[{\"name\":\"Jane Doe\"}]"} WHERE image_id = 1");
        await catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ImagesChanged([1]), token), default);
        var view = await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, text, 10, default);
        string.Join(' ', view.Items.Select(item => $"{item.Insert}={item.Count}")).ShouldBe(expected);
        view.From.ShouldBe(from);
    }

    [Fact]
    public async Task Directories_at_every_depth_are_offered_by_their_whole_path()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Pics/bird/one.jpg");
        await catalogue.AddAsync("Pics/bird/small/two.jpg");
        await catalogue.AddAsync("Pics/cat food/three.jpg");
        async Task<string> SuggestAsync(string text)
            => string.Join(' ', (await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, text, 10, default)).Items.Select(item => $"{item.Insert}={item.Count}"));
        (await SuggestAsync("in:bir")).ShouldBe("in:Pics/bird=2 in:Pics/bird/small=1");
        (await SuggestAsync("in:Pics/c")).ShouldBe("in:\"Pics/cat food\"=1");
        (await SuggestAsync("small")).ShouldBe("in:Pics/bird/small=1");
        (await catalogue.FindAsync("in:bird")).Order(StringComparer.Ordinal).ShouldBe(["one.jpg", "two.jpg"]);
        (await catalogue.FindAsync("in:\"CAT food\"")).ShouldBe(["three.jpg"]);
    }

    [Fact]
    public async Task The_last_word_is_completed_where_the_whole_text_names_nothing()
    {
        await using var catalogue = await SampleAsync();
        var view = await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, "beach dini", 10, default);
        (view.From, view.Items.ShouldHaveSingleItem()).ShouldBe((6, new Suggestion(SuggestionKind.Tag, "dining table", "dining table", 1)));
    }

    [Fact]
    public async Task Without_text_the_most_common_of_every_kind_come_first()
    {
        await using var catalogue = await SampleAsync();
        var suggestions = await SuggestAsync(catalogue, "");
        suggestions.Count.ShouldBe(10);
        suggestions[0].ShouldEndWith(":2");
        suggestions.Select(text => text.Split(':')[0]).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Counts_follow_a_change_at_once_and_never_count_what_cannot_be_seen()
    {
        await using var catalogue = await SampleAsync();
        await catalogue.AddAsync("Bens/x.jpg", ["dog"], owner: 2);
        (await SuggestAsync(catalogue, "dog")).ShouldBe(["tag:dog:2"]);
        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"UPDATE images SET removed_at = 1 WHERE id = 1", token);
                await db.PublishAsync(new ImagesRemoved([1]), token);
            },
            default);
        (await SuggestAsync(catalogue, "dog")).ShouldBe(["tag:dog:1"]);
        (await SuggestAsync(catalogue, "dining")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_of_what_is_no_longer_shared_are_gone_in_whichever_order_the_caches_are_told()
    {
        await using var catalogue = await SampleAsync();
        await catalogue.AddAsync("Bens/x.jpg", ["secret plan"], owner: 2);
        await catalogue.ShareEverythingAsync(with: 1);
        (await SuggestAsync(catalogue, "secret")).ShouldBe(["tag:secret plan:1"]);
        await catalogue.ExecuteAsync($"DELETE FROM folder_shares");
        var handlers = catalogue.Services.GetServices<IDomainEventHandler<FolderSharesChanged>>().ToList();
        bool CountsTags(object handler) => handler.GetType().Assembly == typeof(Tagging.TagCounts).Assembly;
        await TellAsync(catalogue, handlers.Where(handler => !CountsTags(handler)));

        // Asked between the two: what comes of it may be kept no longer than the counts it is made of.
        await SuggestAsync(catalogue, "secret");
        await TellAsync(catalogue, handlers.Where(CountsTags));
        (await SuggestAsync(catalogue, "secret")).ShouldBeEmpty();
    }

    private static Task TellAsync(Catalogue catalogue, IEnumerable<IDomainEventHandler<FolderSharesChanged>> handlers) => catalogue.Database.WriteAsync(
        async (db, token) =>
        {
            foreach (var handler in handlers)
            {
                await handler.HandleAsync(new FolderSharesChanged(1), db, token);
            }
        },
        default);

    [Fact]
    public async Task The_timeline_counts_months_newest_first_under_the_same_filters()
    {
        await using var catalogue = await SampleAsync();
        await using var db = catalogue.Database.Read();
        (await Timeline.CountAsync(Everything(catalogue).Apply(db, Of(catalogue)), default)).ShouldBe([new MonthView("2024-05", 2, null), new MonthView("2019-12", 1, null)]);
        (await Timeline.CountAsync(ImageFilter.Parse(new FilterParameters { Q = "jpg", Tags = ["cat"] }, catalogue.Gazetteer).Apply(db, Of(catalogue)), default)).ShouldBe([new MonthView("2024-05", 1, null)]);
    }

    [Fact]
    public async Task The_timeline_tells_the_shape_of_every_image_in_the_order_of_the_list_in_one_statement()
    {
        await using var catalogue = await SampleAsync();
        await catalogue.AddAsync("One/old.jpg", [], "1968-12-31T23:59:59.500");
        await catalogue.ExecuteAsync($"UPDATE contents SET width = 4000, height = 2000 WHERE id = (SELECT content_id FROM images WHERE name = 'a.jpg')");
        await catalogue.ExecuteAsync($"UPDATE contents SET width = 1000, height = 1000 WHERE id = (SELECT content_id FROM images WHERE name = 'b.jpg')");
        await catalogue.ExecuteAsync($"UPDATE contents SET width = 1, height = 65000 WHERE id = (SELECT content_id FROM images WHERE name = 'c.jpg')");
        await using var db = catalogue.Database.Read();
        IReadOnlyList<MonthView> months = [];
        var statements = await catalogue.StatementsOfAsync(async () => months = await catalogue.Services.GetRequiredService<Facets>().ShapesAsync(1, default));
        statements.Count.ShouldBe(1);
        months.Select(month => (month.Month, month.Count, month.Ratios![0])).ShouldBe([("2024-05", 2, (byte)128), ("2019-12", 1, (byte)0), ("1968-12", 1, months[2].Ratios![0])]);
        months[0].Ratios.ShouldBe([128, 168]);
        months.Select(month => (month.Month, month.Count)).ShouldBe((await Timeline.CountAsync(Everything(catalogue).Apply(db, Of(catalogue)), default)).Select(month => (month.Month, month.Count)));
    }

    private static ImageFilter Everything(Catalogue catalogue) => ImageFilter.Parse(new FilterParameters(), catalogue.Gazetteer);

    private static Searcher Of(Catalogue catalogue) => Searcher.For(catalogue.Services.GetRequiredService<Visibility>(), 1);

    private static string[] Split(string expected)
        => [.. System.Text.RegularExpressions.Regex.Split(expected, " (?=tag:|folder:|camera:|date:)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> SuggestAsync(Catalogue catalogue, string text)
        => [.. (await catalogue.Services.GetRequiredService<Suggestions>().CompleteAsync(1, text, 10, default)).Items
            .Select(suggestion => $"{suggestion.Kind.ToString().ToLowerInvariant()}:{suggestion.Value}:{suggestion.Count}")];

    private static async Task<Catalogue> SampleAsync()
    {
        var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("One/a.jpg", ["dog", "dining table"], "2024-05-03T23:59:59", "Canon EOS R6");
        await catalogue.AddAsync("가족/b.jpg", ["dog", "cat"], "2024-05-04T00:00:00", "Canon EOS R6");
        await catalogue.AddAsync("One/c.jpg", [], "2019-12-01");
        return catalogue;
    }
}

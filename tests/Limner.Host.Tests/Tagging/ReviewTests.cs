using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Tagging;

/// <summary>What models suggest, gone through by people.</summary>
public sealed class ReviewTests : TaggedHousehold
{
    [Fact]
    public async Task Suggestions_are_accepted_rejected_and_replaced_and_all_of_it_is_taken_back()
    {
        await SayAsync(Beach, "dog .9", "sea .5");
        await SayAsync("openai:tiny", Beach, ["dog .4"]);
        await SayAsync(House.Private, "dog .7");
        (await QueueAsync(Ada)).ShouldBe(["beach.png dog .9", "letter.png dog .7", "beach.png sea .5", "beach.png dog .4"]);
        (await QueueAsync(Ada, "order=unsurest&min=0.45&limit=1")).ShouldBe(["beach.png sea .5", "letter.png dog .7", "beach.png dog .9"]);
        (await QueueAsync(Ada, "model=openai:tiny")).ShouldBe(["beach.png dog .4"]);
        (await QueueAsync(Ada, $"folder={House.Holiday}&tag=DOG&max=.9")).ShouldBe(["beach.png dog .9", "beach.png dog .4"]);

        var (dog, sea) = (await TagIdAsync("dog"), await TagIdAsync("sea"));
        var reviewed = await PostAsync("review", new
        {
            items = new object[]
            {
                new { image_id = Beach, tag_id = dog, verdict = "accepted" },
                new { image_id = Beach, tag_id = sea, verdict = "rejected", replacement = "Lake" },
                new { image_id = House.Private, tag_id = dog, verdict = "rejected" },
            },
        });
        (await QueueAsync(Ada)).ShouldBeEmpty();
        (await TagsAsync(Beach)).ShouldBe(["Lake manual", "dog manual", "dog model", "dog model"]);
        (await TagsAsync(House.Private)).ShouldBeEmpty();
        await SayAsync(House.Private, "dog .9");
        (await TagsAsync(House.Private)).ShouldBeEmpty("a rejected tag does not come back on that picture");
        (await Household.NamesAsync(Ada, "tag=lake")).ShouldBe(["beach.png"]);
        (await StatisticsAsync()).ShouldBe(["dog ollama:llava 2/0/1/1 0.5", "dog openai:tiny 1/0/1/0 1", "sea ollama:llava 1/0/0/1 0"]);

        await UndoAsync(reviewed);
        (await QueueAsync(Ada)).ShouldBe(["beach.png dog .9", "letter.png dog .7", "beach.png sea .5", "beach.png dog .4"]);
        (await StatisticsAsync()).ShouldBe(["dog ollama:llava 2/2/0/0 ", "dog openai:tiny 1/1/0/0 ", "sea ollama:llava 1/1/0/0 "]);

        // What is said beside the picture counts as well.
        await TagAsync(Beach, "dog");
        (await StatisticsAsync())[0].ShouldBe("dog ollama:llava 2/1/1/0 1");
    }

    [Fact]
    public async Task Whoever_may_edit_a_picture_reviews_it_and_nobody_else()
    {
        await SayAsync(Beach, "dog .9");
        await SayAsync(House.Private, "dog .8");
        await House.ShareAsync(House.Holiday, people: (House.BensId, "view"));
        (await QueueAsync(Ben)).ShouldBeEmpty();
        var dog = await TagIdAsync("dog");
        var item = new { items = new[] { new { image_id = Beach, tag_id = dog, verdict = "accepted" } } };
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/review", item, HttpStatusCode.Forbidden);
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/review", new { items = new[] { new { image_id = House.Private, tag_id = dog, verdict = "accepted" } } }, HttpStatusCode.NotFound);
        await House.ShareAsync(House.Holiday, people: (House.BensId, "edit"));
        (await QueueAsync(Ben)).ShouldBe(["beach.png dog .9"]);
        var reviewed = await Ben.SendAsync(HttpMethod.Post, "/api/v1/review", item, HttpStatusCode.OK);
        (await TagsAsync(Beach)).ShouldBe(["dog manual", "dog model"]);
        (await Household.GetAsync(Ben, "review/statistics"))["tags"]!.AsArray().ShouldBeEmpty("they count their own pictures");

        // The rights are those of the moment.
        await House.ShareAsync(House.Holiday);
        var undone = await Ben.SendAsync(HttpMethod.Post, $"/api/v1/tags/operations/{reviewed["id"]}/undo", null, HttpStatusCode.OK);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("review?min=2")]
    [InlineData("review?order=best")]
    [InlineData("review?folder=img_1")]
    [InlineData("review?cursor=abc")]
    public async Task What_makes_no_sense_is_refused(string path)
        => ((string)(await Ada.SendAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.BadRequest))["code"]!).ShouldBe("validation");

    /// <summary>The queue, page by page, as "picture tag sure".</summary>
    private static async Task<List<string>> QueueAsync(HttpClient who, string query = "")
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Household.GetAsync(who, $"review?{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.AddRange(page["items"]!.AsArray().Select(item => $"{item!["image_name"]} {item["tag_name"]} {(double)item["confidence"]!:.0}"));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>As "tag model suggested/waiting/accepted/rejected precision", by tag and model.</summary>
    private async Task<List<string>> StatisticsAsync()
        => [.. (await Household.GetAsync(Ada, "review/statistics"))["tags"]!.AsArray()
            .Select(row => $"{row!["tag_name"]} {row["model"]} {row["suggested"]}/{row["waiting"]}/{row["accepted"]}/{row["rejected"]} {(JsonNode?)row["precision"]}").Order(StringComparer.Ordinal)];
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Tagging;

/// <summary>The captions that models write, gone through by people.</summary>
public sealed class CaptionReviewTests : TaggedHousehold
{
    [Fact]
    public async Task Captions_are_accepted_edited_and_rejected_and_all_of_it_is_taken_back()
    {
        await WriteAsync(Beach, "A beach at noon.");
        await WriteAsync(House.Private, "A lake.");
        await WriteAsync(House.Both, "Nothing to be seen.", "openai:tiny");
        (await QueueAsync(Ada)).ShouldBe(["secret.png: Nothing to be seen.", "letter.png: A lake.", "beach.png: A beach at noon."]);
        (await QueueAsync(Ada, "order=oldest&limit=1")).ShouldBe(["beach.png: A beach at noon.", "letter.png: A lake.", "secret.png: Nothing to be seen."]);
        (await QueueAsync(Ada, "model=openai:tiny")).ShouldBe(["secret.png: Nothing to be seen."]);
        (await QueueAsync(Ada, $"folder={House.Holiday}")).ShouldBe(["secret.png: Nothing to be seen.", "beach.png: A beach at noon."]);

        var reviewed = await PostAsync("review", new
        {
            items = new object[]
            {
                await ItemAsync(Beach, "accepted"),
                await ItemAsync(House.Private, "rejected", "The lake of Zürich.\nEarly."),
                await ItemAsync(House.Both, "rejected"),
            },
        });
        ((string)reviewed["title"]!).ShouldBe("Accept 1 caption, edit 1 caption and reject 1 caption of models");
        (await QueueAsync(Ada)).ShouldBeEmpty();
        (await DescriptionAsync(Beach)).ShouldBe("A beach at noon. manual");
        (await DescriptionAsync(House.Private)).ShouldBe("The lake of Zürich.\nEarly. manual");
        (await DescriptionAsync(House.Both)).ShouldBe(" ");
        (await Household.NamesAsync(Ada, "q=early")).ShouldBe(["letter.png"]);
        (await Household.NamesAsync(Ada, "q=nothing")).ShouldBeEmpty("what was rejected is found by nothing");
        (await StatisticsAsync()).ShouldBe(["ollama:llava 2/0/1/1/0 0.5", "openai:tiny 1/0/0/0/1 0"]);

        var undone = await UndoAsync(reviewed);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((3, 0));
        (await QueueAsync(Ada)).ShouldBe(["secret.png: Nothing to be seen.", "letter.png: A lake.", "beach.png: A beach at noon."]);
        (await DescriptionAsync(House.Both)).ShouldBe("Nothing to be seen. model");
        (await StatisticsAsync()).ShouldBe(["ollama:llava 2/2/0/0/0 ", "openai:tiny 1/1/0/0/0 "]);
    }

    [Fact]
    public async Task A_rejected_caption_stays_away_until_somebody_asks_anew()
    {
        await WriteAsync(Beach, "A desert.");
        await PostAsync("review", new { items = new[] { await ItemAsync(Beach, "rejected") } });
        await WriteAsync(Beach, "A desert.");
        await WriteAsync(Beach, "Sand.", "openai:tiny");
        (await DescriptionAsync(Beach)).ShouldBe(" ", "nobody has asked");
        await WriteAsync(Beach, "A desert.", occasion: DescriptionOccasion.Known);
        (await DescriptionAsync(Beach)).ShouldBe(" ", "it is the one that was rejected");
        await WriteAsync(Beach, "Sand.", "openai:tiny", DescriptionOccasion.Known);
        (await DescriptionAsync(Beach)).ShouldBe("Sand. model");
        await PostAsync("review", new { items = new[] { await ItemAsync(Beach, "rejected") } });
        await WriteAsync(Beach, "Sand.", "openai:tiny", DescriptionOccasion.Anew);
        (await DescriptionAsync(Beach)).ShouldBe("Sand. model");
        (await QueueAsync(Ada)).ShouldBe(["beach.png: Sand."]);
        (await StatisticsAsync()).ShouldBe(["ollama:llava 1/0/0/0/1 0", "openai:tiny 1/1/0/0/1 0"]);
    }

    [Fact]
    public async Task What_is_said_meanwhile_is_not_overwritten_neither_by_a_review_nor_by_taking_it_back()
    {
        await WriteAsync(Beach, "A beach.");
        await WriteAsync(House.Private, "A letter.");
        var (beach, letter) = (await ItemAsync(Beach, "accepted"), await ItemAsync(House.Private, "accepted"));
        await WriteAsync(Beach, "A cliff.");
        await DescribeAsync(House.Private, "My own words");
        await PostAsync("review", new { items = new[] { beach, letter } });
        (await DescriptionAsync(Beach)).ShouldBe("A cliff. model", "what was accepted was another");
        (await DescriptionAsync(House.Private)).ShouldBe("My own words manual");

        // Beside the picture too people say whether a model was right.
        (await StatisticsAsync()).ShouldBe(["ollama:llava 2/1/0/1/0 0"]);
        await DescribeAsync(House.Private, null);
        (await StatisticsAsync()).ShouldBe(["ollama:llava 2/2/0/0/0 "]);

        var reviewed = await PostAsync("review", new { items = new[] { await ItemAsync(Beach, "accepted") } });
        await DescribeAsync(Beach, "Better words");
        var undone = await UndoAsync(reviewed);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((0, 1));
        (await DescriptionAsync(Beach)).ShouldBe("Better words manual");
    }

    [Fact]
    public async Task Tags_and_a_caption_are_reviewed_together_and_taken_back_together()
    {
        await SayAsync(Beach, "dog .9", "sea .5");
        await SayAsync(House.Private, "dog .7");
        await WriteAsync(Beach, "A beach.");
        await WriteAsync(House.Private, "A letter.");
        var reviewed = await PostAsync("review", new
        {
            items = new[] { new { image_id = Beach, tag_id = await TagIdAsync("dog"), verdict = "rejected" }, await ItemAsync(House.Private, "accepted"), await ItemAsync(Beach, "accepted") },
        });
        (await TagsAsync(Beach)).ShouldBe(["sea model"]);
        (await TagsAsync(House.Private)).ShouldBe(["dog model"]);
        var undone = await UndoAsync(reviewed);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((2, 0));
        (await TagsAsync(Beach)).ShouldBe(["dog model", "sea model"]);
        (await TagsAsync(House.Private)).ShouldBe(["dog model"], "a tag that was not spoken of stays");
        (await DescriptionAsync(House.Private)).ShouldBe("A letter. model");
    }

    [Fact]
    public async Task Whoever_may_edit_a_picture_reviews_its_caption_and_nobody_else()
    {
        await WriteAsync(Beach, "A beach.");
        await House.ShareAsync(House.Holiday, people: (House.BensId, "view"));
        (await QueueAsync(Ben)).ShouldBeEmpty();
        var item = new { items = new[] { await ItemAsync(Beach, "accepted") } };
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/review", item, HttpStatusCode.Forbidden);
        await House.ShareAsync(House.Holiday, people: (House.BensId, "edit"));
        (await QueueAsync(Ben)).ShouldBe(["beach.png: A beach."]);
        var reviewed = await Ben.SendAsync(HttpMethod.Post, "/api/v1/review", item, HttpStatusCode.OK);
        (await DescriptionAsync(Beach)).ShouldBe("A beach. manual");
        (await Household.GetAsync(Ben, "review/statistics"))["captions"]!.AsArray().ShouldBeEmpty("they count their own pictures");

        await House.ShareAsync(House.Holiday);
        var undone = await Ben.SendAsync(HttpMethod.Post, $"/api/v1/tags/operations/{reviewed["id"]}/undo", null, HttpStatusCode.OK);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("GET", "review/captions?order=surest", null)]
    [InlineData("GET", "review/captions?folder=img_1", null)]
    [InlineData("GET", "review/captions?cursor=abc", null)]
    [InlineData("POST", "review", """{"items":[{"image_id":"BEACH","verdict":"accepted"}]}""")]
    [InlineData("POST", "review", """{"items":[{"image_id":"BEACH","tag_id":"tag_1","written_at":"2024-05-18T10:30:00Z","verdict":"accepted"}]}""")]
    [InlineData("POST", "review", """{"items":[{"image_id":"BEACH","written_at":"2024-05-18T10:30:00Z","verdict":"accepted","replacement":"Other"}]}""")]
    [InlineData("POST", "review", """{"items":[{"image_id":"BEACH","written_at":"2024-05-18T10:30:00Z","verdict":"rejected","replacement":"  "}]}""")]
    [InlineData("POST", "review", """{"items":[{"image_id":"BEACH","written_at":"2024-05-18T10:30:00Z","verdict":"rejected","replacement":"a\u202eb"}]}""")]
    public async Task What_makes_no_sense_is_refused(string method, string path, string? body)
    {
        var parsed = body is null ? null : JsonNode.Parse(body.Replace("BEACH", Beach, StringComparison.Ordinal));
        ((string)(await Ada.SendAsync(new HttpMethod(method), $"/api/v1/{path}", parsed, HttpStatusCode.BadRequest))["code"]!).ShouldBe("validation");
    }

    /// <summary>What a run of a vision model leaves.</summary>
    private async Task WriteAsync(string image, string text, string model = Model, DescriptionOccasion occasion = DescriptionOccasion.ByItself)
    {
        PublicId.TryParse(IdPrefixes.Image, image, out var id).ShouldBeTrue();
        await House.App.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, token) =>
            {
                // Later than what was written before, so that the order is what the test says.
                var latest = (await db.Set<ModelDescriptionRow>().Select(row => (DateTimeOffset?)row.CreatedAt).ToListAsync(token)).Max();
                var content = await db.Set<ImageRow>().Where(row => row.Id == id).Select(row => row.ContentId).SingleAsync(token);
                var now = (latest ?? DateTimeOffset.UnixEpoch).AddMilliseconds(1);
                await ModelDescriptions.SetAsync(db, [new NewModelDescription(id, content, text, model, occasion)], now, token);
                await db.PublishAsync(new ImagesChanged([id]), token);
            },
            default);
    }

    private async Task<object> ItemAsync(string image, string verdict, string? replacement = null)
    {
        var listed = (await Household.GetAsync(Ada, "review/captions"))["items"]!.AsArray().Single(item => (string)item!["image_id"]! == image)!;
        return new { image_id = image, written_at = (string)listed["written_at"]!, verdict, replacement };
    }

    private async Task<string> DescriptionAsync(string image)
    {
        var view = await Household.GetAsync(Ada, $"images/{image}");
        return $"{view["description"]} {view["sources"]!["description"]}";
    }

    private Task DescribeAsync(string image, string? text) => Ada.SendAsync(HttpMethod.Patch, $"/api/v1/images/{image}", new { description = text }, HttpStatusCode.OK);

    /// <summary>The queue, page by page, as "picture: text".</summary>
    private static async Task<List<string>> QueueAsync(HttpClient who, string query = "")
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Household.GetAsync(who, $"review/captions?{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.AddRange(page["items"]!.AsArray().Select(item => $"{item!["image_name"]}: {item["text"]}"));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>As "model written/waiting/accepted/edited/rejected precision".</summary>
    private async Task<List<string>> StatisticsAsync()
        => [.. (await Household.GetAsync(Ada, "review/statistics"))["captions"]!.AsArray()
            .Select(row => $"{row!["model"]} {row["written"]}/{row["waiting"]}/{row["accepted"]}/{row["edited"]}/{row["rejected"]} {row["precision"]}")];
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Limner.Host.Tests.Sharing;

public sealed class WhoSeesWhatTests : IAsyncLifetime
{
    private readonly Household _house = new();

    public Task InitializeAsync() => _house.InitializeAsync();

    public Task DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_folder_is_seen_by_those_it_is_shared_with_as_long_as_it_is()
    {
        await SeesNothingAsync(_house.Ben);
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        (await Household.NamesAsync(_house.Ben)).ShouldBe(["holiday.png", "beach.png"], ignoreOrder: true);
        await SeesNothingAsync(_house.Vera);
        var folder = (await Household.GetAsync(_house.Ben, "folders"))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        ((string)folder["name"]!, (string)folder["access"]!, (string)folder["owner"]!["user_name"]!, (int)folder["image_count"]!).ShouldBe(("Holiday", "view", "ada", 2));
        (folder.ContainsKey("path"), folder.ContainsKey("shared")).ShouldBe((false, false));
        var own = await Household.GetAsync(_house.Ada, $"folders/{_house.Holiday}");
        ((string)own["access"]!, (bool)own["shared"]!, (string)own["path"]!).ShouldBe(("owner", true, _house.PathOf("Holiday", "").TrimEnd('/')));

        await _house.ShareAsync(_house.Holiday, everyone: "view");
        (await Household.NamesAsync(_house.Vera)).Length.ShouldBe(2);
        (await Household.NamesAsync(_house.Ben)).Length.ShouldBe(2);
        await _house.ShareAsync(_house.Holiday);
        await SeesNothingAsync(_house.Ben);
        await SeesNothingAsync(_house.Vera);
        (await Household.NamesAsync(_house.Ada)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_picture_in_a_shared_and_a_private_folder_tells_nothing_of_the_private_one()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        (await Household.GetAsync(_house.Ada, $"images/{_house.Both}"))["files"]!.AsArray().Count.ShouldBe(2);
        var image = await Household.GetAsync(_house.Ben, $"images/{_house.Both}");
        ((string)image["name"]!, (string)image["access"]!, (string)image["owner"]!["user_name"]!).ShouldBe(("holiday.png", "view", "ada"));
        ((string)image["files"]!.AsArray().ShouldHaveSingleItem()!["path"]!).ShouldBe("holiday.png");

        using var original = await _house.Ben.GetAsync($"/api/v1/images/{_house.Both}/original");
        original.StatusCode.ShouldBe(HttpStatusCode.OK);
        original.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("holiday.png");

        foreach (var path in new[] { $"images/{_house.Both}", $"images/{_house.Both}/tags", "images", "images?sort=name", "folders", $"folders/{_house.Holiday}", "tags", "search/suggest", "search/suggest?q=div", "jobs" })
        {
            var text = (await Household.GetAsync(_house.Ben, path)).ToJsonString();
            foreach (var word in new[] { "secret", "Divorce", "lawyer", "letter", _house.Divorce, _house.App.Directory.FullName })
            {
                text.ShouldNotContain(word, Case.Insensitive, path);
            }
        }
    }

    [Fact]
    public async Task Order_and_cursors_go_by_the_names_that_are_seen()
    {
        // By its private name, secret.png, it would come last.
        await _house.AddFolderAsync("Zoo", ("lion.png", 7), ("zebra.png", 8));
        await _house.ShareAsync(_house.Holiday, everyone: "view");
        var zoo = (string)(await Household.GetAsync(_house.Ada, "folders"))["items"]!.AsArray().Single(item => (string)item!["name"]! == "Zoo")!["id"]!;
        await _house.ShareAsync(zoo, people: (_house.BensId, "view"));
        string[] expected = ["beach.png", "holiday.png", "lion.png", "zebra.png"];
        (await Household.NamesAsync(_house.Ben, "sort=name")).ShouldBe(expected);
        (await Household.NamesAsync(_house.Ben, "sort=-name")).ShouldBe(expected.Reverse());
        foreach (var (sort, order) in new[] { ("name", expected), ("-name", [.. expected.Reverse()]) })
        {
            var names = new List<string>();
            string? cursor = null;
            do
            {
                var page = await Household.GetAsync(_house.Ben, $"images?sort={sort}&limit=1&cursor={cursor}");
                ((int)page["total"]!).ShouldBe(4);
                names.Add((string)page["items"]![0]!["name"]!);
                cursor = (string?)page["next_cursor"];
                Decode(cursor).ShouldNotContain("secret");
            }
            while (cursor is not null);

            names.ShouldBe(order);
        }

        (await Household.NamesAsync(_house.Ben, "sort=-date")).Length.ShouldBe(4);
        (await Household.NamesAsync(_house.Ada, "sort=name")).ShouldBe(["beach.png", "letter.png", "lion.png", "secret.png", "zebra.png"]);
    }

    [Fact]
    public async Task The_name_of_the_directory_behind_a_folder_finds_nothing_for_others()
    {
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_house.Divorce}", new { name = "Papers" }, HttpStatusCode.OK);
        await _house.ShareAsync(_house.Divorce, people: (_house.BensId, "view"));
        (await Household.NamesAsync(_house.Ben, "q=papers")).Length.ShouldBe(2);
        (await Household.NamesAsync(_house.Ben, "q=divorce")).ShouldBeEmpty();
        (await Household.NamesAsync(_house.Ada, "q=divorce")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_tag_of_several_owners_is_one_and_counts_what_is_seen()
    {
        var bens = await AddBensFolderAsync();
        await TagAsync(_house.Both, "Family");
        await TagAsync(_house.Private, "Family");
        await TagAsync(_house.Private, "court");
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{bens}/tags/family", null, HttpStatusCode.NoContent);
        (await TagsAsync(_house.Ben)).ShouldBe(["family 1"]);
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        (await TagsAsync(_house.Ben)).ShouldBe(["family 2"]);
        (await TagsAsync(_house.Ada)).ShouldBe(["Family 2", "court 1"], ignoreOrder: true);
        (await Household.NamesAsync(_house.Ben, "tag=family")).ShouldBe(["bens.png", "holiday.png"], ignoreOrder: true);
        var id = (string)(await Household.GetAsync(_house.Ben, "tags"))["items"]![0]!["id"]!;
        (await Household.NamesAsync(_house.Ben, $"tag={id}")).Length.ShouldBe(2);

        // The id of a tag that no picture he sees has says nothing, whatever he calls his own.
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{bens}/tags/court", null, HttpStatusCode.NoContent);
        var court = (string)(await Household.GetAsync(_house.Ada, "tags"))["items"]!.AsArray().Single(tag => (string)tag!["name"]! == "court")!["id"]!;
        (await Household.NamesAsync(_house.Ben, $"tag={court}")).ShouldBeEmpty();
        (await Household.NamesAsync(_house.Ada, $"tag={court}")).ShouldBe(["letter.png"]);

        var suggestions = (await Household.GetAsync(_house.Ben, "search/suggest"))["items"]!.AsArray().Select(item => $"{(string)item!["kind"]!} {(string)item["label"]!} {(int)item["count"]!}").ToList();
        suggestions.ShouldContain("tag family 2");
        suggestions.ShouldContain("folder Holiday 2");
        (await Household.GetAsync(_house.Ben, "images/timeline"))["items"]!.AsArray().Sum(month => (int)month!["count"]!).ShouldBe(3);
        await _house.ShareAsync(_house.Holiday);
        (await TagsAsync(_house.Ben)).ShouldBe(["court 1", "family 1"]);
        (await Household.GetAsync(_house.Ben, "images/timeline"))["items"]!.AsArray().Sum(month => (int)month!["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_picture_whose_shared_file_is_missing_is_not_seen_though_its_owner_has_another_file_of_it()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        File.Delete(_house.PathOf("Holiday", "holiday.png"));
        (await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/images/{_house.Both}/original")).ShouldStartWith("404");
        await _house.ScanAsync(_house.Holiday);
        (await Household.NamesAsync(_house.Ben)).ShouldBe(["beach.png"]);
        (await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/images/{_house.Both}")).ShouldBe(await Household.AnswerAsync(_house.Ben, HttpMethod.Get, "/api/v1/images/img_zzzz"));
        (await Household.NamesAsync(_house.Ada)).ShouldContain("secret.png");
    }

    [Fact]
    public async Task What_somebody_cannot_see_any_more_is_not_even_unchanged()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        foreach (var route in new[] { "thumbnail", "original" })
        {
            using var seen = await _house.Ben.GetAsync($"/api/v1/images/{_house.Both}/{route}");
            var tag = seen.Headers.ETag!.ToString();
            (await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/images/{_house.Both}/{route}", entityTag: tag)).ShouldStartWith("304");
            await _house.ShareAsync(_house.Holiday);
            (await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/images/{_house.Both}/{route}", entityTag: tag))
                .ShouldBe(await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/images/img_zzzz/{route}", entityTag: tag));
            await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        }
    }

    [Fact]
    public async Task Two_people_with_the_same_picture_each_have_their_own()
    {
        var bens = await AddBensFolderAsync();
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        (await Household.NamesAsync(_house.Ben)).ShouldBe(["bens.png", "holiday.png", "beach.png"], ignoreOrder: true);
        var image = await Household.GetAsync(_house.Ben, $"images/{bens}");
        ((string)image["access"]!, image.ContainsKey("owner")).ShouldBe(("owner", false));
        await TagAsync(_house.Both, "hers");
        (await Household.GetAsync(_house.Ben, $"images/{bens}/tags"))["items"]!.AsArray().ShouldBeEmpty();
        (await Household.AnswerAsync(_house.Ada, HttpMethod.Get, $"/api/v1/images/{bens}")).ShouldStartWith("404");
    }

    /// <summary>The same bytes as Ada's picture in both folders, in a folder of Ben's own, added for him.</summary>
    private async Task<string> AddBensFolderAsync()
    {
        Directory.CreateDirectory(_house.PathOf("Bens", ""));
        File.Copy(_house.PathOf("Holiday", "holiday.png"), _house.PathOf("Bens", "bens.png"));
        var folder = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _house.PathOf("Bens", ""), owner_id = _house.BensId }, HttpStatusCode.Created);
        ((string)folder["owner"]!["user_name"]!).ShouldBe("ben");
        var id = (string)folder["id"]!;
        (await Household.AnswerAsync(_house.Ada, HttpMethod.Get, $"/api/v1/folders/{id}")).ShouldStartWith("404");
        await Household.WaitAsync(_house.Ben, "images", page => page["items"]!.AsArray().Any(image => (string)image!["name"]! == "bens.png"));
        return await Household.IdOfAsync(_house.Ben, "bens.png");
    }

    private Task TagAsync(string image, string tag) => _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{image}/tags/{tag}", null, HttpStatusCode.NoContent);

    private static async Task<string[]> TagsAsync(HttpClient who)
        => [.. (await Household.GetAsync(who, "tags"))["items"]!.AsArray().Select(tag => $"{(string)tag!["name"]!} {(int)tag["count"]!}")];

    private static async Task SeesNothingAsync(HttpClient who)
    {
        (await Household.NamesAsync(who)).ShouldBeEmpty();
        (await Household.GetAsync(who, "folders"))["items"]!.AsArray().ShouldBeEmpty();
        (await Household.GetAsync(who, "search/suggest"))["items"]!.AsArray().ShouldBeEmpty();
        (await Household.GetAsync(who, "tags"))["items"]!.AsArray().ShouldBeEmpty();
    }

    private static string Decode(string? cursor)
        => cursor is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=')));
}

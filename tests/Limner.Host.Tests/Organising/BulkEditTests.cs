using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Organising;

/// <summary>Many pictures at once: looked at first, done, and taken back.</summary>
public sealed class BulkEditTests : IAsyncLifetime
{
    private readonly Household _house = new();
    private string _beach = null!;

    private HttpClient Ada => _house.Ada;

    private HttpClient Ben => _house.Ben;

    public async Task InitializeAsync()
    {
        await _house.InitializeAsync();
        _beach = await Household.IdOfAsync(Ada, "beach.png");
    }

    public Task DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Undoing_puts_back_exactly_what_was_and_leaves_what_was_changed_since_also_after_a_restart()
    {
        // Before: one has the tag already, one was rated, one had the tag taken off by hand.
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_beach}/tags/sand", null, HttpStatusCode.NoContent);
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/marks", new { favourite = true, rating = 2 }, HttpStatusCode.OK);
        object[] actions = [new { kind = "add_tag", value = "Sand" }, new { kind = "rate", value = "5" }, new { kind = "archive" }];
        var preview = await EditAsync(Ada, new { filter = new { }, actions, preview = true });
        Numbers(preview).ShouldBe("3: 2/0/0/0 3/0/0/0 3/0/0/0");
        (preview["id"], preview["sample_ids"]!.AsArray().Count).ShouldBe((null, 3));
        (await Household.NamesAsync(Ada, "rating=5")).ShouldBeEmpty("a preview changes nothing");

        var edit = await EditAsync(Ada, new { filter = new { }, actions });
        Numbers(edit).ShouldBe(Numbers(preview));
        (await Household.NamesAsync(Ada, "tag=sand&rating=5&archived=true")).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada)).ShouldBeEmpty();

        // Since then: one is rated otherwise, one is brought back.
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Private}/marks", new { favourite = true, rating = 1 }, HttpStatusCode.OK);
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_beach}/archive", null, HttpStatusCode.NoContent);
        await _house.App.RestartAsync();
        var undone = await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{edit["id"]}/undo", null, HttpStatusCode.OK);
        undone["actions"]!.AsArray().Select(action => $"{action!["restored"]}/{action["kept"]}").ShouldBe(["2/0", "2/1", "2/1"]);
        ((string)undone["state"]!).ShouldBe("undone");
        (await Household.NamesAsync(Ada)).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada, "tag=sand")).ShouldBe(["beach.png"]);
        (await MarksAsync(_house.Both), await MarksAsync(_house.Private), await MarksAsync(_beach)).ShouldBe(((true, 2), (true, 1), (false, null)));
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{edit["id"]}/undo", null, HttpStatusCode.Conflict);
        var listed = (await Household.GetAsync(Ada, "bulk-edits"))["items"]!.AsArray();
        listed.Select(item => (string)item!["id"]!).ShouldBe([(string)edit["id"]!]);
    }

    [Fact]
    public async Task A_tag_that_is_taken_off_comes_back_with_its_source()
    {
        foreach (var image in new[] { _beach, _house.Both })
        {
            await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{image}/tags/sea", null, HttpStatusCode.NoContent);
        }

        var edit = await EditAsync(Ada, new { filter = new { tag = new[] { "SEA" } }, except = new[] { _house.Private }, actions = new[] { new { kind = "remove_tag", value = "sea" } } });
        Numbers(edit).ShouldBe("2: 2/0/0/0");
        (await Household.NamesAsync(Ada, "q=sea")).ShouldBeEmpty();
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{edit["id"]}/undo", null, HttpStatusCode.OK);
        (await Household.NamesAsync(Ada, "q=sea")).Length.ShouldBe(2);
        var tags = (await Household.GetAsync(Ada, $"images/{_beach}/tags"))["items"]!.AsArray();
        tags.Select(tag => ((string)tag!["name"]!, (string)tag["source"]!)).ShouldBe([("sea", "manual")]);
    }

    [Fact]
    public async Task What_is_only_shared_stays_and_the_reason_is_told()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        var ids = new[] { _house.Both, _beach, _house.Private };
        var edit = await EditAsync(Ben, new { image_ids = ids, actions = new object[] { new { kind = "add_tag", value = "mine" }, new { kind = "archive" }, new { kind = "favourite" } } });

        // The picture he does not see is as one that is not there.
        Numbers(edit).ShouldBe("2: 0/0/0/2 0/0/2/0 2/0/0/0");

        // Whoever only looks may still mark.
        await _house.ShareAsync(_house.Holiday, everyone: "view");
        Numbers(await EditAsync(_house.Vera, new { image_ids = ids, actions = new[] { new { kind = "rate", value = "3" } } })).ShouldBe("2: 2/0/0/0");
        await _house.Vera.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", new { image_ids = ids, actions = new[] { new { kind = "add_tag", value = "x" } } }, HttpStatusCode.Forbidden);

        // What is no longer seen is no longer put back either.
        await _house.ShareAsync(_house.Holiday);
        var undone = await Ben.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{edit["id"]}/undo", null, HttpStatusCode.OK);
        ((int)undone["actions"]![2]!["restored"]!, (int)undone["actions"]![2]!["kept"]!).ShouldBe((0, 2));
    }

    [Fact]
    public async Task Pictures_go_into_an_album_and_out_again_to_where_they_stood()
    {
        var album = (string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Summer" }, HttpStatusCode.Created))["id"]!;
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images", new { image_ids = new[] { _beach, _house.Both } }, HttpStatusCode.OK);
        var added = await EditAsync(Ada, new { filter = new { }, actions = new[] { new { kind = "add_to_album", value = album } } });
        Numbers(added).ShouldBe("3: 1/0/0/0");
        var emptied = await EditAsync(Ada, new { filter = new { album = new[] { album } }, actions = new[] { new { kind = "remove_from_album", value = album } } });
        (await Household.NamesAsync(Ada, $"album={album}")).ShouldBeEmpty();
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{emptied["id"]}/undo", null, HttpStatusCode.OK);
        (await Household.NamesAsync(Ada, $"album={album}&sort=position")).ShouldBe(["beach.png", "secret.png", "letter.png"]);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{added["id"]}/undo", null, HttpStatusCode.OK);
        (await Household.NamesAsync(Ada, $"album={album}&sort=position")).ShouldBe(["beach.png", "secret.png"]);
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", new { filter = new { }, actions = new[] { new { kind = "add_to_album", value = album } } }, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"actions":[{"kind":"favourite"}]}""")]
    [InlineData("""{"filter":{},"image_ids":[],"actions":[{"kind":"favourite"}]}""")]
    [InlineData("""{"filter":{},"actions":[]}""")]
    [InlineData("""{"filter":{},"actions":[null]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"rate","value":"6"}]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"add_tag"}]}""")]
    [InlineData("""{"filter":{"rating":9},"actions":[{"kind":"favourite"}]}""")]
    [InlineData("""{"image_ids":["fld_1"],"actions":[{"kind":"favourite"}]}""")]
    public async Task What_makes_no_sense_is_refused(string body)
        => ((string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", JsonNode.Parse(body), HttpStatusCode.BadRequest))["code"]!).ShouldBe("validation");

    private static Task<JsonObject> EditAsync(HttpClient who, object body) => who.SendAsync(HttpMethod.Post, "/api/v1/images/bulk", body, HttpStatusCode.OK);

    /// <summary>Images chosen, then for each action changed/gone/not yours/view only.</summary>
    private static string Numbers(JsonObject edit)
        => $"{edit["image_count"]}: {string.Join(' ', edit["actions"]!.AsArray().Select(action => $"{action!["changed"]}/{action["gone"]}/{action["not_yours"]}/{action["view_only"]}"))}";

    private async Task<(bool Favourite, int? Rating)> MarksAsync(string image)
    {
        var view = await Household.GetAsync(Ada, $"images/{image}");
        return ((bool)view["favourite"]!, (int?)view["rating"]);
    }
}

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

    [Fact]
    public async Task Dates_are_set_shifted_and_put_back_and_a_picture_without_one_is_not_given_one()
    {
        var set = await EditAsync(Ada, new { image_ids = new[] { _beach, _house.Both }, actions = new[] { new { kind = "set_taken_at", value = "2019-12-31T23:30:00" } } });
        Numbers(set).ShouldBe("2: 2/0/0/0");
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_house.Both}", new { taken_at = "2020-02-29T12:00:00" }, HttpStatusCode.OK);
        object[] shift = [new { kind = "shift_taken_at", value = "3600" }];
        var preview = await EditAsync(Ada, new { filter = new { }, actions = shift, preview = true });
        var shifted = await EditAsync(Ada, new { filter = new { }, actions = shift });
        foreach (var edit in new[] { preview, shifted })
        {
            Numbers(edit).ShouldBe("3: 2/0/0/0");
            ((int)edit["actions"]![0]!["no_date"]!).ShouldBe(1);
        }

        (await TakenAsync(_beach), await TakenAsync(_house.Both), await TakenAsync(_house.Private)).ShouldBe(("2020-01-01T00:30:00", "2020-02-29T13:00:00", null));

        // The timeline goes by it: the others are as old as their files.
        (await Household.NamesAsync(Ada, "to=2020-06-01&sort=date")).ShouldBe(["beach.png", "secret.png"]);

        // What is no date of a picture is none after a shift either.
        var tooFar = await EditAsync(Ada, new { filter = new { }, actions = new[] { new { kind = "shift_taken_at", value = "-3153600000" } } });
        (Numbers(tooFar), await TakenAsync(_beach)).ShouldBe(("3: 2/0/0/0", "1920-01-26T00:30:00"));
        (await EditAsync(Ada, new { filter = new { }, actions = new[] { new { kind = "shift_taken_at", value = "-3153600000" } } }))["actions"]![0]!["no_date"]!.GetValue<int>().ShouldBe(3);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{tooFar["id"]}/undo", null, HttpStatusCode.OK);

        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_house.Both}", new { taken_at = "2021-01-01" }, HttpStatusCode.OK);
        var undone = await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{shifted["id"]}/undo", null, HttpStatusCode.OK);
        ((int)undone["actions"]![0]!["restored"]!, (int)undone["actions"]![0]!["kept"]!).ShouldBe((1, 1));
        (await TakenAsync(_beach), await TakenAsync(_house.Both)).ShouldBe(("2019-12-31T23:30:00", "2021-01-01T00:00:00"));
        await EditAsync(Ada, new { filter = new { }, actions = new[] { new { kind = "set_taken_at" } } });
        (await TakenAsync(_beach), await TakenAsync(_house.Both)).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("""{"filter":{},"actions":[{"kind":"set_taken_at","value":"yesterday"}]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"set_taken_at","value":"1700-01-01"}]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"shift_taken_at"}]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"shift_taken_at","value":"0"}]}""")]
    [InlineData("""{"filter":{},"actions":[{"kind":"shift_taken_at","value":"99999999999999999999"}]}""")]
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

    private async Task<string?> TakenAsync(string image) => (string?)(await Household.GetAsync(Ada, $"images/{image}"))["taken_at"];

    private async Task<(bool Favourite, int? Rating)> MarksAsync(string image)
    {
        var view = await Household.GetAsync(Ada, $"images/{image}");
        return ((bool)view["favourite"]!, (int?)view["rating"]);
    }
}

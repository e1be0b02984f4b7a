using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Organising;

/// <summary>Ada, Ben and Vera gather pictures and show them to each other.</summary>
public sealed class AlbumTests : IAsyncLifetime
{
    private readonly Household _house = new();

    private HttpClient Ada => _house.Ada;

    private HttpClient Ben => _house.Ben;

    private HttpClient Vera => _house.Vera;

    public Task InitializeAsync() => _house.InitializeAsync();

    public Task DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Sharing_an_album_shows_its_pictures_and_nothing_of_where_they_lie()
    {
        var album = await AddAsync(Ada, "Court");
        await PutAsync(Ada, album, _house.Private, _house.Both);
        (await Household.NamesAsync(Ben)).ShouldBeEmpty();
        await using var live = await LiveClient.ConnectAsync(_house.App, _house.BensCookies);
        await ShareAsync(Ada, album, (_house.BensId, "view"));
        await live.ReceiveAsync("albums_changed");

        // In every list, by its own name; no folder, no path, no other name of it.
        (await Household.NamesAsync(Ben, "sort=name")).ShouldBe(["letter.png", "secret.png"]);
        (await Household.NamesAsync(Ben, $"album={album}&sort=position")).ShouldBe(["letter.png", "secret.png"]);
        var seen = await Household.GetAsync(Ben, $"images/{_house.Both}");
        ((string)seen["name"]!, (string)seen["access"]!, seen["files"]!.AsArray().Count).ShouldBe(("secret.png", "view", 0));
        (await Household.GetAsync(Ben, "folders"))["items"]!.AsArray().ShouldBeEmpty();
        (await Household.NamesAsync(Ben, $"folder={_house.Divorce}")).ShouldBeEmpty();
        foreach (var word in new[] { "divorce", "lawyer", "holiday" })
        {
            (await Household.NamesAsync(Ben, $"q={word}")).ShouldBeEmpty(word);
            (await Household.NamesAsync(Ben, $"q=-{word}&sort=name")).ShouldBe(["letter.png", "secret.png"], word);
        }

        // Found by a name where it is the only one it has, and by tags.
        (await Household.NamesAsync(Ben, "q=letter")).ShouldBe(["letter.png"]);
        (await Household.NamesAsync(Ben, "q=secret")).ShouldBeEmpty();
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/beach", null, HttpStatusCode.NoContent);
        (await Household.NamesAsync(Ben, "q=beach")).ShouldBe(["secret.png"]);
        (await Household.GetAsync(Ben, "tags"))["items"]!.AsArray().Select(tag => (string)tag!["name"]!).ShouldBe(["beach"]);

        using (var original = await Ben.GetAsync($"/api/v1/images/{_house.Both}/original"))
        {
            original.StatusCode.ShouldBe(HttpStatusCode.OK);
            original.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe("secret.png");
        }

        // Seen, not changed; and the end of the sharing ends it at once.
        await Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/mine", null, HttpStatusCode.Forbidden);
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/albums/{album}/shares", null, HttpStatusCode.NoContent);
        (await Household.NamesAsync(Ben)).ShouldBeEmpty();
        await Ben.SendAsync(HttpMethod.Get, $"/api/v1/images/{_house.Both}", null, HttpStatusCode.NotFound);
        await Ben.SendAsync(HttpMethod.Get, $"/api/v1/albums/{album}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_gives_on_what_is_only_shared_with_them()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "edit"));
        var album = await AddAsync(Ben, "For Vera");
        await PutAsync(Ben, album, _house.Both);
        await ShareAsync(Ben, album, (_house.VerasId, "view"));
        (await Household.NamesAsync(Ben, $"album={album}")).ShouldBe(["holiday.png"]);
        (await Household.NamesAsync(Vera)).ShouldBeEmpty();
        ((int)(await Household.GetAsync(Vera, $"albums/{album}"))["image_count"]!).ShouldBe(0);

        // Who sees it anyway sees it in the album, too; and what one does not see cannot be put in.
        await _house.ShareAsync(_house.Holiday, people: [(_house.BensId, "edit"), (_house.VerasId, "view")]);
        (await Household.NamesAsync(Vera, $"album={album}")).ShouldBe(["holiday.png"]);
        ((int)(await Ben.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images", new { image_ids = new[] { _house.Private } }, HttpStatusCode.OK))["changed"]!).ShouldBe(0);
    }

    [Fact]
    public async Task What_somebody_puts_into_anothers_album_is_seen_by_its_people_and_leaves_with_them()
    {
        var album = await AddAsync(Ben, "Together");
        await ShareAsync(Ben, album, (await Ada.MyIdAsync(), "edit"), (_house.VerasId, "view"));
        await PutAsync(Ada, album, _house.Private);
        (await Household.NamesAsync(Ben)).ShouldBe(["letter.png"]);
        (await Household.NamesAsync(Vera)).ShouldBe(["letter.png"]);
        await Vera.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images", new { image_ids = new[] { _house.Private } }, HttpStatusCode.Forbidden);
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/albums/{album}/membership", null, HttpStatusCode.NoContent);
        (await Household.NamesAsync(Ben)).ShouldBeEmpty();
        (await Household.NamesAsync(Vera)).ShouldBeEmpty();
        await Ada.SendAsync(HttpMethod.Get, $"/api/v1/albums/{album}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_album_of_a_folder_follows_it()
    {
        var folder = await _house.AddFolderAsync("Trips", ("2024/rome.png", 11), ("2024b/no.png", 12), ("2023/oslo.png", 13));
        var year = (string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "2024", folder_id = folder, sub_path = "/2024/" }, HttpStatusCode.Created))["id"]!;
        await ShareAsync(Ada, year, (_house.BensId, "edit"));
        (await Household.NamesAsync(Ben)).ShouldBe(["rome.png"]);
        var seen = await Household.GetAsync(Ben, $"albums/{year}");
        (seen["folder"], (bool)seen["follows_folder"]!, (int)seen["image_count"]!).ShouldBe((null, true, 1));
        Directory.Move(_house.PathOf("Trips", "2023/oslo.png"), _house.PathOf("Trips", "2024/oslo.png"));
        await _house.ScanAsync(folder);
        (await Household.NamesAsync(Ben, $"album={year}&sort=name")).ShouldBe(["oslo.png", "rome.png"]);
        await Ben.SendAsync(HttpMethod.Post, $"/api/v1/albums/{year}/images", new { image_ids = new[] { _house.Private } }, HttpStatusCode.Conflict);

        // Only of one's own.
        await _house.ShareAsync(folder, people: (_house.BensId, "edit"));
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Mine", folder_id = folder }, HttpStatusCode.Forbidden);
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Mine", folder_id = _house.Divorce }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pictures_stand_where_they_are_put()
    {
        var folder = await _house.AddFolderAsync("Many", [.. Enumerable.Range(1, 6).Select(i => ($"{i}.png", 20 + i))]);
        var ids = new List<string>();
        foreach (var i in Enumerable.Range(1, 6))
        {
            ids.Add(await Household.IdOfAsync(Ada, $"{i}.png"));
        }

        var album = await AddAsync(Ada, "Order");
        await PutAsync(Ada, album, [.. ids]);
        await MoveAsync([ids[4], ids[5]], ids[0]);
        (await OrderAsync()).ShouldBe("561234");
        await MoveAsync([ids[4], ids[1]], before: null);
        (await OrderAsync()).ShouldBe("613452");

        // The room between two pictures runs out now and then; their order never does.
        for (var i = 0; i < 40; i++)
        {
            await MoveAsync([ids[i % 2 == 0 ? 0 : 2]], ids[3]);
        }

        (await OrderAsync()).ShouldBe("613452");
        var page = await Household.GetAsync(Ada, $"images?album={album}&sort=position&limit=4");
        var rest = await Household.GetAsync(Ada, $"images?album={album}&sort=position&limit=4&cursor={page["next_cursor"]}");
        string.Concat(page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(image => ((string)image!["name"]!)[0])).ShouldBe("613452");
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images/move", new { image_ids = new[] { ids[0] }, before = ids[0] }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Get, "/api/v1/images?sort=position", null, HttpStatusCode.BadRequest);
        ids.Count.ShouldBe(6, folder);

        Task MoveAsync(string[] moved, string? before) => Ada.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images/move", new { image_ids = moved, before }, HttpStatusCode.OK);
        async Task<string> OrderAsync() => string.Concat((await Household.NamesAsync(Ada, $"album={album}&sort=position")).Select(name => name[0]));
    }

    [Fact]
    public async Task Albums_lie_in_albums_and_never_in_themselves()
    {
        var top = await AddAsync(Ada, "Top");
        var chain = new List<string> { top };
        for (var i = 2; i <= 8; i++)
        {
            chain.Add((string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = $"{i}", parent_id = chain[^1] }, HttpStatusCode.Created))["id"]!);
        }

        await Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "9", parent_id = chain[^1] }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/albums/{top}", new { parent_id = chain[3] }, HttpStatusCode.BadRequest);
        var other = await AddAsync(Ada, "Other");
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/albums/{top}", new { parent_id = other }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/albums/{chain[4]}", new { parent_id = other, description = "Half\nof it" }, HttpStatusCode.OK);

        // Ben is shown one from the middle: where it lies is not his business.
        await ShareAsync(Ada, chain[5], (_house.BensId, "view"));
        (await Household.GetAsync(Ben, $"albums/{chain[5]}"))["parent_id"].ShouldBeNull();
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "In hers", parent_id = chain[5] }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/albums/{chain[4]}", null, HttpStatusCode.NoContent);
        ((string?)(await Household.GetAsync(Ada, $"albums/{chain[5]}"))["parent_id"]).ShouldBe(other);
    }

    private static async Task<string> AddAsync(HttpClient who, string name)
        => (string)(await who.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name }, HttpStatusCode.Created))["id"]!;

    private static Task<JsonObject> PutAsync(HttpClient who, string album, params string[] images)
        => who.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images", new { image_ids = images }, HttpStatusCode.OK);

    private static Task<JsonObject> ShareAsync(HttpClient who, string album, params (string User, string Access)[] people)
        => who.SendAsync(HttpMethod.Put, $"/api/v1/albums/{album}/shares", Household.Shares(everyone: null, people), HttpStatusCode.OK);
}

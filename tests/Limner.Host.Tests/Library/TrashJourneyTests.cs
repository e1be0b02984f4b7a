using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Library;

public sealed class TrashJourneyTests : IAsyncLifetime
{
    private readonly Household _house = new();

    public Task InitializeAsync() => _house.InitializeAsync();

    public Task DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_removed_image_is_nowhere_but_in_its_owners_trash_and_comes_back_whole()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "edit"));
        var beach = await Household.IdOfAsync(_house.Ada, "beach.png");
        await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{beach}/tags/sand", null, HttpStatusCode.NoContent);
        (await _house.Ben.SendAsync(HttpMethod.Delete, $"/api/v1/images/{beach}", null, HttpStatusCode.Forbidden))["code"]!.GetValue<string>().ShouldBe("authorization");

        await _house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{beach}", null, HttpStatusCode.NoContent);

        foreach (var who in new[] { _house.Ada, _house.Ben })
        {
            (await Household.NamesAsync(who)).ShouldNotContain("beach.png");
            (await Household.NamesAsync(who, "q=beach")).ShouldBeEmpty();
            await who.SendAsync(HttpMethod.Get, $"/api/v1/images/{beach}", null, HttpStatusCode.NotFound);
            await who.SendAsync(HttpMethod.Get, $"/api/v1/images/{beach}/original", null, HttpStatusCode.NotFound);
            await who.SendAsync(HttpMethod.Delete, $"/api/v1/images/{beach}", null, HttpStatusCode.NotFound);
            ((int)(await Household.GetAsync(who, $"folders/{_house.Holiday}"))["image_count"]!).ShouldBe(1);
        }

        (await ItemsAsync(_house.Ben, "trash")).ShouldBeEmpty();
        var trashed = (await ItemsAsync(_house.Ada, "trash")).ShouldHaveSingleItem()!;
        ((string)trashed["id"]!, (string)trashed["name"]!, (bool)trashed["erases_files"]!).ShouldBe((beach, "beach.png", false));
        ((DateTimeOffset)trashed["expires_at"]! - (DateTimeOffset)trashed["removed_at"]!).ShouldBe(TimeSpan.FromDays(30));
        (await _house.Ada.GetByteArrayAsync($"/api/v1/trash/{beach}/thumbnail")).AsSpan(8, 4).SequenceEqual("WEBP"u8).ShouldBeTrue();

        await _house.Ada.SendAsync(HttpMethod.Post, $"/api/v1/trash/{beach}/restore", null, HttpStatusCode.NoContent);

        (await ItemsAsync(_house.Ada, "trash")).ShouldBeEmpty();
        (await Household.NamesAsync(_house.Ben, "q=sand")).ShouldBe(["beach.png"]);
        (await ItemsAsync(_house.Ada, $"images/{beach}/tags")).ShouldHaveSingleItem();
        await _house.Ada.SendAsync(HttpMethod.Post, $"/api/v1/trash/{beach}/restore", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_emptied_trash_leaves_tombstones_that_a_rescan_respects_until_they_are_forgotten()
    {
        await _house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_house.Both}", null, HttpStatusCode.NoContent);
        await _house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_house.Private}", null, HttpStatusCode.NoContent);
        var first = await Household.GetAsync(_house.Ada, "trash?limit=1");
        ((int)first["total"]!, (string)first["items"]![0]!["id"]!).ShouldBe((2, _house.Private));
        (await ItemsAsync(_house.Ada, $"trash?limit=1&cursor={(string)first["next_cursor"]!}")).ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(_house.Both);

        ((int)(await _house.Ada.SendAsync(HttpMethod.Delete, "/api/v1/trash", null, HttpStatusCode.OK))["count"]!).ShouldBe(2);
        await _house.ScanAsync(_house.Divorce);

        (await Household.NamesAsync(_house.Ada)).ShouldBe(["beach.png"]);
        (await ItemsAsync(_house.Ada, "trash")).ShouldBeEmpty();
        File.Exists(_house.PathOf("Divorce", "letter.png")).ShouldBeTrue();
        var removals = await ItemsAsync(_house.Ada, "trash/removals");
        removals.Count.ShouldBe(2);
        var letter = removals.Single(removal => (string)removal!["id"]! == _house.Private)!;
        ((string)letter["path"]!, (string)letter["folder_name"]!).ShouldBe(("letter.png", "Divorce"));
        (await ItemsAsync(_house.Ben, "trash/removals")).ShouldBeEmpty();

        await _house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/trash/removals/{_house.Private}", null, HttpStatusCode.NoContent);
        await Household.WaitAsync(_house.Ada, "images", page => page["items"]!.AsArray().Any(image => (string)image!["name"]! == "letter.png"));
    }

    private static async Task<JsonArray> ItemsAsync(HttpClient who, string path) => (await Household.GetAsync(who, path))["items"]!.AsArray();
}

using System.Net;
using Limner.Host.Tests.Sharing;
using Limner.Storage;
using Limner.Testing.Pictures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Places;

public sealed class PlaceJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = LimnerAppOptions.WithoutModels });
        var folder = _app.Directory.Combine("Trips");
        Directory.CreateDirectory(folder);
        ManyPictures.Place(Path.Combine(folder, "palace.png"), Geotagged.Gradient(1, 37.5796, 126.9770));
        ManyPictures.Place(Path.Combine(folder, "opera.png"), Geotagged.Gradient(2, -33.8568, 151.2153));
        ManyPictures.Place(Path.Combine(folder, "plain.png"), ManyPictures.Gradient(3));
        var id = (string)(await _app.AddFolderAsync(folder))["id"]!;
        await _app.WaitUntilAsync($"/api/v1/folders/{id}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_picture_with_a_position_is_on_the_map_has_a_place_and_is_found_by_it()
    {
        (await Household.NamesAsync(_app.Client, "q=korea")).ShouldBe(["palace.png"]);
        (await Household.NamesAsync(_app.Client, "place=AU")).ShouldBe(["opera.png"]);
        var palace = await Household.GetAsync(_app.Client, $"images/{await Household.IdOfAsync(_app.Client, "palace.png")}");
        palace["place"]!.ToJsonString().ShouldBe("""{"city":"Seoul","country":"South Korea","country_code":"KR"}""");
        var map = await Household.GetAsync(_app.Client, "images/map?bbox=100,-90,180,90&zoom=4");
        ((int)map["total"]!, map["items"]!.AsArray().Count).ShouldBe((2, 2));
        ((int)(await Household.GetAsync(_app.Client, "images/map?bbox=-100,-90,0,90&zoom=4"))["total"]!).ShouldBe(0);
        ((int)(await Household.GetAsync(_app.Client, "images/map?place=KR"))["total"]!).ShouldBe(1);
        (await Household.GetAsync(_app.Client, "places"))["items"]!.AsArray().Select(country => (string)country!["name"]!).ShouldBe(["Australia", "South Korea"]);
        ((string)(await Household.GetAsync(_app.Client, "places/labels?bbox=126,33,130,39&limit=1"))["items"]![0]!["name"]!).ShouldBe("Seoul");

        // Somebody else in the house has no part in it.
        using var ben = await _app.InviteAsync("ben", "member");
        ((int)(await Household.GetAsync(ben, "images/map"))["total"]!).ShouldBe(0);
        (await Household.GetAsync(ben, "places"))["items"]!.AsArray().ShouldBeEmpty();
        (await Household.GetAsync(ben, "search/suggest?q=seoul"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pictures_from_before_there_were_places_are_named_after_the_next_start()
    {
        await _app.Services.GetRequiredService<IDatabase>().WriteAsync(
            async (db, token) => await db.Database.ExecuteSqlAsync($"DELETE FROM image_locations", token), default);
        ((int)(await Household.GetAsync(_app.Client, "images/map"))["total"]!).ShouldBe(0);
        await _app.RestartAsync();
        await Household.WaitAsync(_app.Client, "images/map", map => (int)map["total"]! == 2);
        (await Household.NamesAsync(_app.Client, "place=KR/Seoul")).ShouldBe(["palace.png"]);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Organising;

public sealed class MarkTests(Household house) : IClassFixture<Household>
{
    [Fact]
    public async Task A_viewer_marks_what_is_shared_with_them_for_themselves_alone()
    {
        await using var live = await LiveClient.ConnectAsync(house.App, house.App.Cookies);
        await house.ShareAsync(house.Holiday, people: (house.VerasId, "view"));
        await house.ToldAsync(live);
        var marks = await house.Vera.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Both}/marks", new { favourite = true, rating = 4 }, HttpStatusCode.OK);
        marks.ToJsonString().ShouldBe("""{"favourite":true,"rating":4}""");
        var seen = await Household.GetAsync(house.Vera, $"images/{house.Both}");
        ((bool)seen["favourite"]!, (int)seen["rating"]!).ShouldBe((true, 4));
        (await Household.NamesAsync(house.Vera, "favourite=true&rating=4")).ShouldBe(["holiday.png"]);
        (await Household.NamesAsync(house.Ada, "favourite=true")).ShouldBeEmpty();
        ((bool)(await Household.GetAsync(house.Ada, $"images/{house.Both}"))["favourite"]!).ShouldBeFalse();

        // What is left out is taken back: the marks are one thing.
        await house.Vera.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Both}/marks", new { favourite = false, rating = 5 }, HttpStatusCode.OK);
        (await Household.NamesAsync(house.Vera, "favourite=true")).ShouldBeEmpty();
        (await Household.NamesAsync(house.Vera, "rating=5")).ShouldBe(["holiday.png"]);
        await house.Vera.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Both}/marks", new { favourite = false }, HttpStatusCode.OK);
        (await Household.NamesAsync(house.Vera, "rating=1")).ShouldBeEmpty();

        // The owner was told nothing of that before her own change.
        await house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{house.Divorce}", new { watch = true }, HttpStatusCode.OK);
        for (var call = ""; call != $"folder_changed {house.Divorce}"; call = await live.NextCallAsync())
        {
            call.ShouldNotStartWith("images_changed");
        }
    }

    [Theory]
    [InlineData("""{"favourite":true,"rating":6}""")]
    [InlineData("""{"favourite":true,"rating":-1}""")]
    [InlineData("""{"favourite":true,"rating":"five"}""")]
    public async Task A_rating_has_one_to_five_stars_or_none(string body)
    {
        var answer = await house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Private}/marks", JsonNode.Parse(body), HttpStatusCode.BadRequest);
        ((string)answer["code"]!).ShouldBe("validation");
    }

    [Fact]
    public async Task An_owner_puts_a_picture_away_and_brings_it_back()
    {
        await house.ShareAsync(house.Holiday, people: (house.BensId, "edit"));
        var beach = await Household.IdOfAsync(house.Ada, "beach.png");
        await house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{beach}/archive", null, HttpStatusCode.Forbidden);
        await house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{beach}/archive", null, HttpStatusCode.NoContent);
        foreach (var who in new[] { house.Ada, house.Ben })
        {
            (await Household.NamesAsync(who)).ShouldNotContain("beach.png");
            (await Household.NamesAsync(who, "archived=true")).ShouldBe(["beach.png"]);
            ((bool)(await Household.GetAsync(who, $"images/{beach}"))["archived"]!).ShouldBeTrue();
        }

        await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{beach}/archive", null, HttpStatusCode.NoContent);
        (await Household.NamesAsync(house.Ben)).ShouldContain("beach.png");
    }
}

using System.Net;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Search;

public class SavedSearchTests
{
    [Fact]
    public async Task A_search_is_kept_changed_and_forgotten_by_its_owner_alone()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/saved-searches", new { name = "  Best of 2024 ", filter = new { q = "tag:dog OR rating:>=4", from = "2024", tag = new[] { "cat" } }, sort = "date", album = true }, HttpStatusCode.Created);
        var id = (string)made["id"]!;
        ((string)made["name"]!, (string)made["filter"]!["q"]!, (string)made["filter"]!["tag"]![0]!, (string)made["sort"]!, (bool)made["album"]!)
            .ShouldBe(("Best of 2024", "tag:dog OR rating:>=4", "cat", "date", true));
        var kept = await app.GetAsync($"/api/v1/saved-searches/{id}");
        (kept["filter"]!.ToJsonString(), (string)kept["name"]!).ShouldBe((made["filter"]!.ToJsonString(), (string)made["name"]!));
        await app.SendAsync(HttpMethod.Post, "/api/v1/saved-searches", new { name = "animals", filter = new { favourite = true } }, HttpStatusCode.Created);
        (await app.GetAsync("/api/v1/saved-searches"))["items"]!.AsArray().Select(search => (string)search!["name"]!).ShouldBe(["animals", "Best of 2024"]);

        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/v1/saved-searches/{id}", new { name = "Cats", album = false, filter = new { q = "cat" } }, HttpStatusCode.OK);
        ((string)changed["name"]!, (string)changed["filter"]!["q"]!, changed["filter"]!["tag"], changed["sort"], (bool)changed["album"]!).ShouldBe(("Cats", "cat", null, null, false));

        // How the words are looked for is kept with them, and goes with them.
        (await ChangeAsync(new { filter = new { q = "cat" }, mode = "semantic" })).ShouldBe("semantic");
        (await ChangeAsync(new { name = "Cats of all kinds" })).ShouldBe("semantic");
        (await ChangeAsync(new { filter = new { q = "dog" } })).ShouldBeNull();
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/saved-searches/{id}", null, HttpStatusCode.NoContent);
        await app.SendAsync(HttpMethod.Get, $"/api/v1/saved-searches/{id}", null, HttpStatusCode.NotFound);

        async Task<string?> ChangeAsync(object change)
        {
            await app.SendAsync(HttpMethod.Patch, $"/api/v1/saved-searches/{id}", change, HttpStatusCode.OK);
            return (string?)(await app.GetAsync($"/api/v1/saved-searches/{id}"))["mode"];
        }
    }

    [Fact]
    public async Task What_could_not_be_run_is_not_kept()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        foreach (var (body, code, field) in new (object, string, string)[]
        {
            (new { name = "x", filter = new { q = "(dog" } }, "query_malformed", "q"),
            (new { name = "x", filter = new { q = new string('a', 10_000) } }, "validation", "q"),
            (new { name = "x", filter = new { from = "yesterday" } }, "validation", "from"),
            (new { name = "x", filter = new { q = "dog" }, sort = "size" }, "validation", "sort"),
            (new { name = "x", filter = new { q = "dog" }, mode = "semantic", sort = "name" }, "validation", "sort"),
            (new { name = "x", filter = new { q = "dog" }, mode = "vector" }, "validation", "mode"),
            (new { name = "x", filter = new { } }, "validation", "filter"),
            (new { name = "x", filter = new { tag = Enumerable.Range(0, 20).Select(_ => new string('t', 900) + Guid.NewGuid()) } }, "validation", "filter"),
            (new { name = " ", filter = new { q = "dog" } }, "validation", "name"),
            (new { name = "x\u202Ey", filter = new { q = "dog" } }, "validation", "name"),
        })
        {
            var problem = await app.SendAsync(HttpMethod.Post, "/api/v1/saved-searches", body, HttpStatusCode.BadRequest);
            ((string)problem["code"]!, (string)problem["field"]!).ShouldBe((code, field));
        }

        (await app.GetAsync("/api/v1/saved-searches"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_answered_with_the_place()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        foreach (var path in new[] { "images", "images/timeline", "images/map", "places" })
        {
            var problem = await app.SendAsync(HttpMethod.Get, $"/api/v1/{path}?q=a%20(b", null, HttpStatusCode.BadRequest);
            ((string)problem["code"]!, (string)problem["field"]!, (int)problem["position"]!, (int)problem["length"]!, (string)problem["detail"]!)
                .ShouldBe(("query_malformed", "q", 2, 1, "The parenthesis is not closed."));
        }

        var read = await app.GetAsync("/api/v1/search/query?q=a%20(b");
        ((int)read["problem"]!["position"]!, read["terms"]!.AsArray().Count).ShouldBe((2, 0));
        (await app.GetAsync("/api/v1/search/fields"))["items"]!.AsArray().Select(field => (string)field!["name"]!).ShouldContain("tag");
        await app.SendAsync(HttpMethod.Get, $"/api/v1/images?q={new string('a', 2_000)}", null, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_answer_from_the_cache_is_never_somebody_elses_and_never_of_before_a_change()
    {
        var house = new Household();
        await house.InitializeAsync();
        try
        {
            async Task<int> FindAsync(HttpClient who) => (int)(await Household.GetAsync(who, "images?q=png"))["total"]!;
            var (adas, bens) = (await FindAsync(house.Ada), await FindAsync(house.Ben));
            (await FindAsync(house.Ada)).ShouldBe(adas);
            adas.ShouldBeGreaterThan(bens);
            await house.ShareAsync(house.Holiday, people: (house.BensId, "view"));
            var shared = await FindAsync(house.Ben);
            shared.ShouldBeGreaterThan(bens);
            var trashed = await Household.IdOfAsync(house.Ada, "beach.png");
            await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{trashed}", null, HttpStatusCode.NoContent);
            (await FindAsync(house.Ada)).ShouldBe(adas - 1);
            (await FindAsync(house.Ben)).ShouldBe(shared - 1);

            // Marks change nothing of the catalogue, and what is found by them all the same.
            async Task<int> FavouritesAsync(HttpClient who) => (int)(await Household.GetAsync(who, "images?q=is:favorite"))["total"]!;
            ((await FavouritesAsync(house.Ada)), (await FavouritesAsync(house.Ben))).ShouldBe((0, 0));
            await house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{house.Both}/marks", new { favourite = true }, HttpStatusCode.OK);
            ((await FavouritesAsync(house.Ada)), (await FavouritesAsync(house.Ben))).ShouldBe((1, 0));
        }
        finally
        {
            await house.DisposeAsync();
        }
    }
}

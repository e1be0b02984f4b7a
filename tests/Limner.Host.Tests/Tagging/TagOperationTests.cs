using System.Net;
using Limner.Host.Tests.Sharing;

namespace Limner.Host.Tests.Tagging;

/// <summary>Rename, merge, move and delete, each looked at first, done, searched for, and taken back.</summary>
public sealed class TagOperationTests : TaggedHousehold
{
    [Fact]
    public async Task A_renamed_tag_is_found_by_its_new_name_and_models_that_say_the_old_one_mean_it()
    {
        await TagAsync(Beach, "dog");
        await SayAsync(House.Private, "Dog .8");
        var dog = await TagIdAsync("dog");
        var preview = await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "Hound", preview = true }, HttpStatusCode.OK);
        ((int)preview["image_count"]!, preview["id"]).ShouldBe((2, null));
        (await Household.NamesAsync(Ada, "tag=hound")).ShouldBeEmpty("a preview changes nothing");

        var renamed = await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "Hound" }, HttpStatusCode.OK);
        (await TagsAsync(Beach)).ShouldBe(["Hound manual"]);
        (await Household.NamesAsync(Ada, "q=hound")).Length.ShouldBe(2);
        (await Household.NamesAsync(Ada, "q=dog")).ShouldBeEmpty();
        await SayAsync(House.Both, "dog .9");
        (await TagsAsync(House.Both)).ShouldBe(["Hound model"]);
        ((string)(await Household.GetAsync(Ada, $"tags/{dog}"))["tag"]!["synonyms"]![0]!).ShouldBe("dog");

        await UndoAsync(renamed);
        (await TagsAsync(Beach)).ShouldBe(["dog manual"]);
        (await Household.NamesAsync(Ada, "q=hound")).ShouldBeEmpty();
        (await Household.NamesAsync(Ada, "tag=dog")).Length.ShouldBe(3);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/tags/operations/{renamed["id"]}/undo", null, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Tags_that_are_merged_become_one_and_come_apart_again_but_for_what_was_changed_since()
    {
        await TagAsync(Beach, "sea");
        await TagAsync(Beach, "ocean");
        await TagAsync(House.Both, "ocean");
        await SayAsync(House.Private, "ocean .7", "waves .4");
        var before = new[] { await TagsAsync(Beach), await TagsAsync(House.Both), await TagsAsync(House.Private) };
        var ids = new[] { await TagIdAsync("ocean"), await TagIdAsync("waves"), await TagIdAsync("sea") };
        ((int)(await PostAsync("tags/merge", new { tag_ids = ids, into = ids[2], preview = true }))["image_count"]!).ShouldBe(3);

        var merged = await PostAsync("tags/merge", new { tag_ids = ids, into = ids[2] });
        (await TagsAsync(Beach)).ShouldBe(["sea manual"]);
        (await TagsAsync(House.Private)).ShouldBe(["sea model"]);
        (await Household.NamesAsync(Ada, "q=sea")).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada, "q=ocean")).ShouldBeEmpty();
        (await Household.GetAsync(Ada, "tags"))["items"]!.AsArray().Select(tag => (string)tag!["name"]!).ShouldBe(["sea"]);

        // Since then: one picture has lost the tag by hand.
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/images/{House.Both}/tags/{ids[2]}", null, HttpStatusCode.NoContent);
        var undone = await UndoAsync(merged);
        ((int)undone["restored"]!, (int)undone["kept"]!).ShouldBe((2, 1));
        (await TagsAsync(Beach)).ShouldBe(before[0]);
        (await TagsAsync(House.Private)).ShouldBe(before[2]);
        (await TagsAsync(House.Both)).ShouldBeEmpty();
        (await Household.NamesAsync(Ada, "q=waves")).ShouldBe(["letter.png"]);
    }

    [Fact]
    public async Task A_deleted_tag_stays_away_from_its_pictures_and_from_all_others_if_it_is_denied()
    {
        await TagAsync(Beach, "dog");
        await SayAsync(House.Private, "dog .8", "lawn .6");
        var dog = await TagIdAsync("dog");
        var deleted = await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/tags/{dog}?deny=true", null, HttpStatusCode.OK);
        (await TagsAsync(Beach)).ShouldBeEmpty();
        await SayAsync(House.Private, "dog .9", "lawn .6");
        await SayAsync(House.Both, "dog .9");
        (await TagsAsync(House.Private)).ShouldBe(["lawn model"]);
        (await TagsAsync(House.Both)).ShouldBeEmpty();
        (await Household.GetAsync(Ada, "tags/tree"))["items"]!.AsArray().Select(tag => (string)tag!["name"]!).ShouldBe(["lawn"]);

        await UndoAsync(deleted);
        (await TagsAsync(Beach)).ShouldBe(["dog manual"]);
        (await TagsAsync(House.Private)).ShouldBe(["dog model", "lawn model"]);
        (await TagsAsync(House.Both)).ShouldBe(["dog model"], "what models have said in the meantime counts again");
    }

    [Fact]
    public async Task Searching_for_a_tag_finds_those_below_it_and_no_tag_stands_below_itself()
    {
        await TagAsync(Beach, "dog");
        await TagAsync(House.Private, "cat");
        await TagAsync(House.Both, "animal");
        var (animal, dog, cat) = (await TagIdAsync("animal"), await TagIdAsync("dog"), await TagIdAsync("cat"));
        var moved = await PostAsync("tags/move", new { tag_ids = new[] { dog, cat }, parent_id = animal });
        (await Household.NamesAsync(Ada, "tag=animal")).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada, $"tag={animal}")).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada, "q=animal")).Length.ShouldBe(3);
        (await Household.NamesAsync(Ada, "tag=dog")).ShouldBe(["beach.png"]);
        var top = (await Household.GetAsync(Ada, "tags/tree"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)top["name"]!, (int)top["count"]!, (int)top["own"]!, (int)top["children"]!).ShouldBe(("animal", 3, 1, 2));
        var below = (await Household.GetAsync(Ada, $"tags/tree?parent={animal}"))["items"]!.AsArray();
        below.Select(tag => $"{tag!["name"]} in {tag["path"]![0]}").ShouldBe(["cat in animal", "dog in animal"]);
        (await Household.GetAsync(Ada, "search/suggest?q=anim"))["items"]![0]!["count"]!.GetValue<int>().ShouldBe(3);

        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{animal}", new { parent_id = dog }, HttpStatusCode.Conflict);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{animal}", new { parent_id = animal }, HttpStatusCode.Conflict);

        // What stood below a merged tag stands below the other one.
        await TagAsync(Beach, "creature");
        var merged = await PostAsync("tags/merge", new { tag_ids = new[] { animal }, into = await TagIdAsync("creature") });
        (await Household.NamesAsync(Ada, "tag=creature")).Length.ShouldBe(3);
        await UndoAsync(merged);
        (await Household.NamesAsync(Ada, "tag=creature")).ShouldBe(["beach.png"]);
        await UndoAsync(moved);
        (await Household.NamesAsync(Ada, "tag=animal")).Length.ShouldBe(1);
        (await Household.NamesAsync(Ada, "q=animal")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Tags_are_their_owners_whoever_sees_or_edits_the_pictures()
    {
        await TagAsync(Beach, "dog");
        await TagAsync(House.Private, "secretword");
        await House.ShareAsync(House.Holiday, people: (House.BensId, "edit"));
        var (dog, secret) = (await TagIdAsync("dog"), await TagIdAsync("secretword"));
        await Ben.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "hound" }, HttpStatusCode.Forbidden);
        await Ben.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{secret}", new { name = "hound" }, HttpStatusCode.NotFound);
        await Ben.SendAsync(HttpMethod.Post, "/api/v1/tags/merge", new { tag_ids = new[] { dog }, into = secret }, HttpStatusCode.NotFound);
        (await Household.GetAsync(Ben, "tags/tree"))["items"]!.AsArray().ShouldBeEmpty();
        await Ben.SendAsync(HttpMethod.Get, $"/api/v1/tags/{dog}", null, HttpStatusCode.NotFound);

        // A tag that his pictures will have one day is no reason that hers changes.
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "hound" }, HttpStatusCode.OK);
        (await Household.NamesAsync(Ben, "tag=hound")).ShouldBe(["beach.png"]);
        (await Household.GetAsync(Ben, "tags/operations"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await TagAsync(Beach, "dog");
        await TagAsync(Beach, "cat");
        var (dog, cat) = (await TagIdAsync("dog"), await TagIdAsync("cat"));
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "Cat" }, HttpStatusCode.Conflict);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = new string('x', 101) }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Post, "/api/v1/tags/merge", new { tag_ids = new[] { dog }, into = dog }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Post, "/api/v1/tags/merge", new { tag_ids = Array.Empty<string>(), into = dog }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Post, "/api/v1/tags/delete", new { tag_ids = new string?[] { null } }, HttpStatusCode.NotFound);

        // A name that a deleted tag left behind is free again.
        await Ada.SendAsync(HttpMethod.Delete, $"/api/v1/tags/{cat}", null, HttpStatusCode.OK);
        await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{dog}", new { name = "Cat" }, HttpStatusCode.OK);
        (await TagsAsync(Beach)).ShouldBe(["Cat manual"]);
    }
}

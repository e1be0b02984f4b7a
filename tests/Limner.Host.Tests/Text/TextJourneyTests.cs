using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Host.Tests.Upload;
using Limner.Testing;

namespace Limner.Host.Tests.Text;

/// <summary>Text in pictures from the scan to the search, with the real gate and the real networks.</summary>
public sealed class TextJourneyTests(Household home) : IClassFixture<Household>
{
    [Fact]
    public async Task Text_in_pictures_is_read_found_tagged_and_seen_by_those_who_see_the_picture()
    {
        var folder = await AddAsync("Papers", ("Brief.png", "short-korean.png"), ("Note.png", "short-latin.png"), ("Cat.jpg", "At home/Chelsea the cat.jpg"));
        var letter = await ImageAsync(folder, "Brief.png");
        var text = await ReadAsync(letter);
        ((string?)text["problem"]?["code"]).ShouldBeNull();
        var lines = text["items"]!.AsArray();
        lines.Select(line => (string)line!["text"]!).ShouldContain(line => line.Contains("노예제도", StringComparison.Ordinal));
        lines.ShouldAllBe(line => line!["quad"]!.AsArray().Count == 8 && line["quad"]!.AsArray().All(share => (double)share! >= 0 && (double)share! <= 1));
        lines[0]!["words"]!.AsArray().Count.ShouldBeGreaterThan(0);
        await ReadAsync(await ImageAsync(folder, "Note.png"));

        // Any two syllables, and words; a name would be found by its beginning too.
        (await Household.NamesAsync(home.Ada, $"folder={folder}&q={Uri.EscapeDataString("예제")}")).ShouldBe(["Brief.png"]);
        (await Household.NamesAsync(home.Ada, $"folder={folder}&q=warehouse")).ShouldBe(["Note.png"]);
        (await Household.NamesAsync(home.Ada, $"folder={folder}&tag=text")).Order().ShouldBe(["Brief.png", "Note.png"]);
        var cat = await Household.GetAsync(home.Ada, $"images/{await ImageAsync(folder, "Cat.jpg")}/text");
        ((string?)cat["state"]).ShouldBe("none");

        // Ben sees nothing of it until the folder is shared with him.
        (await Household.NamesAsync(home.Ben, "q=warehouse")).ShouldBeEmpty();
        (await Household.AnswerAsync(home.Ben, HttpMethod.Get, $"/api/v1/images/{letter}/text")).ShouldStartWith("404");
        await home.ShareAsync(folder, null, (home.BensId, "view"));
        (await Household.NamesAsync(home.Ben, "q=warehouse")).ShouldBe(["Note.png"]);
        (await Household.GetAsync(home.Ben, $"images/{letter}/text"))["items"]!.AsArray().Count.ShouldBe(lines.Count);
        (await Household.AnswerAsync(home.Ben, HttpMethod.Post, $"/api/v1/images/{letter}/text")).ShouldStartWith("403");
    }

    [Fact]
    public async Task A_person_has_a_picture_read_that_was_believed_to_carry_no_text_and_a_rejected_tag_stays_away()
    {
        var folder = await AddAsync("Again", ("Scrap.png", "short-latin-180.png"), ("Clock.jpg", "At home/Kitchen clock in a hurry.jpg"));
        var scrap = await ImageAsync(folder, "Scrap.png");
        await ReadAsync(scrap);
        var tag = (await Household.GetAsync(home.Ada, $"images/{scrap}/tags"))["items"]!.AsArray().Single(item => (string?)item!["name"] == "text")!;
        ((string?)tag["source"]).ShouldBe("model");

        // That there is text is a fact, and no word that a model chose: a vocabulary that allows few words keeps it.
        await home.Ada.SendAsync(HttpMethod.Put, "/api/v1/vocabulary", new { free_tags = false }, HttpStatusCode.OK);
        await Household.WaitAsync(home.Ada, "vocabulary", answer => (long)answer["waiting_images"]! == 0);
        (await Household.GetAsync(home.Ada, $"images/{scrap}/tags"))["items"]!.AsArray().ShouldContain(item => (string?)item!["name"] == "text");
        await home.Ada.SendAsync(HttpMethod.Put, "/api/v1/vocabulary", new { free_tags = true }, HttpStatusCode.OK);
        (await Household.AnswerAsync(home.Ada, HttpMethod.Delete, $"/api/v1/images/{scrap}/tags/{tag["id"]}")).ShouldStartWith("204");

        var job = await home.Ada.SendAsync(HttpMethod.Post, $"/api/v1/images/{scrap}/text", null, HttpStatusCode.Accepted);
        await Household.WaitAsync(home.Ada, $"jobs/{job["id"]}", answer => (string?)answer["state"] == "succeeded");
        (await Household.GetAsync(home.Ada, $"images/{scrap}/text"))["items"]!.AsArray().Count.ShouldBeGreaterThan(3);
        (await Household.GetAsync(home.Ada, $"images/{scrap}/tags"))["items"]!.AsArray().ShouldNotContain(item => (string?)item!["name"] == "text");

        // What is read of a content is everybody's who has it, so no other test may have this one.
        var clock = await ImageAsync(folder, "Clock.jpg");
        ((string?)(await Household.GetAsync(home.Ada, $"images/{clock}/text"))["state"]).ShouldBe("none");
        var asked = await home.Ada.SendAsync(HttpMethod.Post, $"/api/v1/images/{clock}/text", null, HttpStatusCode.Accepted);
        await Household.WaitAsync(home.Ada, $"jobs/{asked["id"]}", answer => (string?)answer["state"] == "succeeded");
        ((string?)(await Household.GetAsync(home.Ada, $"images/{clock}/text"))["state"]).ShouldBe("read");
    }

    [Fact]
    public async Task What_two_people_have_is_read_once()
    {
        // Words of its own: what is Ben's here must not be found by the other tests.
        const string page = "Documents/사진 정리 How to.png";
        var file = await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, page));
        var folder = await AddAsync("Twice", ("Note.png", page));
        var first = await ReadAsync(await ImageAsync(folder, "Note.png"));
        var sent = await home.Ben.SendFileAsync(file, ("filename", "Mine.png"));
        var mine = (string)(await home.Ben.ReadAsync($"{TusClient.Uploads}/{sent["id"]}"))["image_id"]!;
        var second = await Household.WaitAsync(home.Ben, $"images/{mine}/text", answer => (string?)answer["state"] == "read");
        ((string)second["read_at"]!).ShouldBe((string)first["read_at"]!, "the bytes were known");
        second["items"]!.ToJsonString().ShouldBe(first["items"]!.ToJsonString());
        (await Household.GetAsync(home.Ben, $"images/{mine}/tags"))["items"]!.AsArray().ShouldContain(tag => (string?)tag!["name"] == "text");
        (await Household.NamesAsync(home.Ben, "q=precious")).ShouldBe(["Mine.png"]);
    }

    private async Task<string> AddAsync(string name, params (string File, string Source)[] files)
    {
        var path = Directory.CreateDirectory(home.App.Directory.Combine(name)).FullName;
        foreach (var (file, source) in files)
        {
            File.Copy(source.Contains('/') ? Path.Combine(Repository.Samples, source) : Path.Combine(Repository.Root, "tests", "assets", "ocr", source), Path.Combine(path, file));
        }

        var folder = (string)(await home.App.AddFolderAsync(path))["id"]!;
        await home.ScannedAsync(folder);
        return folder;
    }

    private async Task<string> ImageAsync(string folder, string name)
        => (string)(await Household.GetAsync(home.Ada, $"images?folder={folder}&limit=50"))["items"]!.AsArray().Single(item => (string?)item!["name"] == name)!["id"]!;

    private Task<JsonObject> ReadAsync(string image) => Household.WaitAsync(home.Ada, $"images/{image}/text", answer => (string?)answer["state"] == "read");
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Search;

/// <summary>From a folder on disk to a picture found by a tag that a person gave it.</summary>
public class SearchJourneyTests
{
    [Fact]
    public async Task A_picture_is_found_by_a_tag_as_soon_as_it_has_it_and_no_longer_once_it_is_gone()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        await AddPicturesAsync(app, "가족사진 beach.png", "winter/IMG_20240503.png", "café.png");
        (await NamesAsync(app, "")).ShouldBe(["IMG_20240503.png", "café.png", "가족사진 beach.png"], ignoreOrder: true);
        (await NamesAsync(app, "?q=족사")).ShouldBe(["가족사진 beach.png"]);
        (await NamesAsync(app, "?q=WINT")).ShouldBe(["IMG_20240503.png"]);
        (await NamesAsync(app, "?q=cafe%20-beach")).ShouldBe(["café.png"]);

        var id = (await app.GetAsync("/api/v1/images?q=beach"))["items"]![0]!["id"]!.GetValue<string>();
        (await NamesAsync(app, "?q=oma")).ShouldBeEmpty();
        await app.SendAsync(HttpMethod.Put, $"/api/v1/images/{id}/tags/Oma%20Gerda", null, HttpStatusCode.NoContent);
        (await NamesAsync(app, "?q=oma")).ShouldBe(["가족사진 beach.png"]);
        (await NamesAsync(app, "?tag=OMA%20GERDA")).ShouldBe(["가족사진 beach.png"]);
        var tag = (await app.GetAsync($"/api/v1/images/{id}/tags"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (tag["name"]!.GetValue<string>(), tag["source"]!.GetValue<string>()).ShouldBe(("Oma Gerda", "manual"));
        (await app.GetAsync("/api/v1/tags"))["items"]!.AsArray().ShouldHaveSingleItem()!["count"]!.GetValue<int>().ShouldBe(1);
        var suggestion = (await app.GetAsync("/api/v1/search/suggest?q=ger"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (suggestion["kind"]!.GetValue<string>(), suggestion["value"]!.GetValue<string>()).ShouldBe(("tag", "Oma Gerda"));

        await app.SendAsync(HttpMethod.Delete, $"/api/v1/images/{id}/tags/{tag["id"]!.GetValue<string>()}", null, HttpStatusCode.NoContent);
        (await NamesAsync(app, "?q=oma")).ShouldBeEmpty();
        (await app.GetAsync("/api/v1/tags"))["items"]!.AsArray().ShouldBeEmpty();

        await app.SendAsync(HttpMethod.Put, $"/api/v1/images/{id}/tags/24%2F7", null, HttpStatusCode.NoContent);
        (await app.GetAsync("/api/v1/tags"))["items"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("24/7");

        // What is escaped twice is unescaped once: the name has a percent sign.
        await app.SendAsync(HttpMethod.Put, $"/api/v1/images/{id}/tags/25%252f7", null, HttpStatusCode.NoContent);
        (await app.GetAsync("/api/v1/tags"))["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()).ShouldContain("25%2f7");
    }

    [Fact]
    public async Task A_query_that_is_far_too_long_is_refused_with_its_reason()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        var text = new string('a', 10_000);
        foreach (var address in new[] { "images", "search/query", "search/suggest" })
        {
            var problem = await app.SendAsync(HttpMethod.Get, $"/api/v1/{address}?q={text}", null, HttpStatusCode.BadRequest);
            ((string?)problem["code"], (string?)problem["field"], (string?)problem["detail"]).ShouldBe(("validation", "q", "A query has at most 1000 characters."), address);
        }
    }

    [Fact]
    public async Task What_the_detector_sees_is_searched_and_stays_off_once_it_is_taken_off()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        Directory.CreateDirectory(app.Directory.Combine("pictures"));
        File.Copy(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"), app.Directory.Combine("pictures", "morning.jpg"));
        var folder = (await app.AddFolderAsync(app.Directory.Combine("pictures")))["id"]!.GetValue<string>();
        await app.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["image_count"]!.GetValue<int>() == 1);
        (await NamesAsync(app, "?q=cup")).ShouldBe(["morning.jpg"]);

        var id = (await app.GetAsync("/api/v1/images"))["items"]![0]!["id"]!.GetValue<string>();
        var tags = await app.GetAsync($"/api/v1/images/{id}/tags");
        var cup = tags["items"]!.AsArray().Single(tag => tag!["name"]!.GetValue<string>() == "cup")!;
        cup["source"]!.GetValue<string>().ShouldBe("model");
        cup["confidence"]!.GetValue<double>().ShouldBeInRange(0.3, 1);
        tags["detections"]!.AsArray().ShouldContain(seen => seen!["label"]!.GetValue<string>() == "cup" && seen["box"]!["width"]!.GetValue<double>() > 0.1);

        await app.SendAsync(HttpMethod.Delete, $"/api/v1/images/{id}/tags/{cup["id"]!.GetValue<string>()}", null, HttpStatusCode.NoContent);
        (await NamesAsync(app, "?q=cup")).ShouldBeEmpty();
        (await NamesAsync(app, "?q=dining")).ShouldBe(["morning.jpg"]);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_filtered()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        var folder = await AddPicturesAsync(app, "a.png", "b.png", "c.png");
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"/api/v1/images?sort=name&limit=2&cursor={cursor}");
            page["total"]!.GetValue<int>().ShouldBe(3);
            names.AddRange(Names(page));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        names.ShouldBe(["a.png", "b.png", "c.png"], ignoreOrder: false);
        (await NamesAsync(app, $"?folder={folder}&sort=-name")).ShouldBe(["c.png", "b.png", "a.png"], ignoreOrder: false);
        (await NamesAsync(app, "?to=1999")).ShouldBeEmpty();
        (await app.GetAsync("/api/v1/images/timeline"))["items"]!.AsArray().Sum(month => month!["count"]!.GetValue<int>()).ShouldBe(3);
        var image = (await app.GetAsync("/api/v1/images?limit=1"))["items"]![0]!;
        foreach (var property in new[] { "id", "name", "width", "height", "thumb_hash", "sort_at", "media_type" })
        {
            image[property].ShouldNotBeNull(property);
        }

        foreach (var (query, field) in new[] { ("sort=size", "sort"), ("cursor=abc", "cursor"), ("from=yesterday", "from"), ("folder=x", "folder") })
        {
            var problem = await app.SendAsync(HttpMethod.Get, $"/api/v1/images?{query}", null, HttpStatusCode.BadRequest);
            (problem["code"]!.GetValue<string>(), problem["field"]!.GetValue<string>()).ShouldBe(("validation", field));
        }
    }

    [Fact]
    public async Task A_folder_that_leaves_the_library_takes_its_pictures_out_of_every_search()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        var folder = await AddPicturesAsync(app, "beach.png");
        (await NamesAsync(app, "?q=beach")).ShouldBe(["beach.png"]);
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/folders/{folder}", null, HttpStatusCode.NoContent);
        (await NamesAsync(app, "?q=beach")).ShouldBeEmpty();
        (await app.GetAsync("/api/v1/search/suggest"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_is_gone_through_by_its_directories()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        var folder = await AddPicturesAsync(app, "top.png", "2024/a.png", "2024/Trip/b.png", "2024/Trip/c.png", "2024 other/d.png", "여행🏝/부산/e.png", "2024/Trip/deep/f.png");
        (await DirectoriesAsync("")).ShouldBe([("2024", "2024", 4), ("2024 other", "2024 other", 1), ("여행🏝", "여행🏝", 1)]);
        (await DirectoriesAsync("2024")).ShouldBe([("Trip", "2024/Trip", 3)]);
        (await DirectoriesAsync("/2024/Trip/")).ShouldBe([("deep", "2024/Trip/deep", 1)]);
        (await DirectoriesAsync("여행🏝")).ShouldBe([("부산", "여행🏝/부산", 1)]);
        (await DirectoriesAsync("20")).ShouldBeEmpty();
        (await DirectoriesAsync("%")).ShouldBeEmpty();

        var first = await app.GetAsync($"/api/v1/folders/{folder}/directories?limit=1");
        var second = await app.GetAsync($"/api/v1/folders/{folder}/directories?limit=5&cursor={first["next_cursor"]!.GetValue<string>()}");
        second["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()).ShouldBe(["2024 other", "여행🏝"]);

        (await NamesAsync(app, $"?folder={folder}&directory=2024&sort=name")).ShouldBe(["a.png", "b.png", "c.png", "f.png"]);
        (await NamesAsync(app, $"?folder={folder}&directory=2024%2FTrip&direct=true&sort=name")).ShouldBe(["b.png", "c.png"]);
        (await NamesAsync(app, $"?folder={folder}&direct=true")).ShouldBe(["top.png"]);
        (await NamesAsync(app, $"?folder={folder}&directory={Uri.EscapeDataString("여행🏝")}&direct=true")).ShouldBeEmpty();
        (await NamesAsync(app, $"?folder={folder}&directory={Uri.EscapeDataString("여행🏝")}")).ShouldBe(["e.png"]);
        foreach (var query in new[] { "directory=2024", $"folder={folder}&folder={folder}0&direct=true", $"folder={folder}&directory=..%2Fetc", $"folder={folder}&directory=a%2F%2Fb", $"folder={folder}&directory=a%00b" })
        {
            (await app.SendAsync(HttpMethod.Get, $"/api/v1/images?{query}", null, HttpStatusCode.BadRequest))["code"]!.GetValue<string>().ShouldBe("validation");
        }

        async Task<IEnumerable<(string, string, int)>> DirectoriesAsync(string path)
            => (await app.GetAsync($"/api/v1/folders/{folder}/directories?path={Uri.EscapeDataString(path)}"))["items"]!.AsArray()
                .Select(item => (item!["name"]!.GetValue<string>(), item["path"]!.GetValue<string>(), item["image_count"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images/timeline")]
    [InlineData("search/suggest")]
    [InlineData("tags")]
    [InlineData("images/img_1/tags")]
    public async Task Nothing_is_told_to_somebody_who_is_not_signed_in(string path)
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithoutDetector);
        using var stranger = app.NewClient();
        using var response = await stranger.GetAsync($"/api/v1/{path}");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static LimnerAppOptions WithoutDetector => new() { Settings = new Dictionary<string, string> { ["tagging.detect_objects"] = "false" } };

    /// <returns>The folder's id, once it is scanned.</returns>
    private static async Task<string> AddPicturesAsync(LimnerApp app, params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var path = app.Directory.Combine("pictures", names[i]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ManyPictures.Place(path, ManyPictures.Gradient(i));
        }

        var folder = await app.AddFolderAsync(app.Directory.Combine("pictures"));
        var id = folder["id"]!.GetValue<string>();
        await app.WaitUntilAsync($"/api/v1/folders/{id}", answer => answer["active_job"] is null && answer["image_count"]!.GetValue<int>() == names.Length);
        return id;
    }

    private static async Task<string[]> NamesAsync(LimnerApp app, string query) => Names(await app.GetAsync($"/api/v1/images{query}"));

    private static string[] Names(JsonObject page) => [.. page["items"]!.AsArray().Select(image => image!["name"]!.GetValue<string>())];
}

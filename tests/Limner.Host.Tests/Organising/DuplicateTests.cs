using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Organising;

/// <summary>Real photographs with bytes of their own that show the same: found after the scan, decided, and taken back.</summary>
public sealed class DuplicateTests : IAsyncLifetime
{
    private LimnerApp _app = null!;

    private HttpClient Ada => _app.Client;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = LimnerAppOptions.WithoutModels });
        var photographs = Directory.EnumerateFiles(Repository.Samples, "*.jpg", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is "Retina.jpg" or "Chelsea the cat.jpg" or "On the pad.jpg").Order(StringComparer.Ordinal).ToList();
        photographs.Count.ShouldBe(3);
        var home = Directory.CreateDirectory(_app.Directory.Combine("Pictures")).FullName;
        foreach (var (path, number) in photographs.Select((path, number) => (path, number)))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            ManyPictures.Place(Path.Combine(home, Path.GetFileName(path)), bytes);
            ManyPictures.Place(Path.Combine(home, $"Copy of {Path.GetFileName(path)}"), ManyPictures.WithComment(bytes, number));
        }

        // The same bytes twice, and two pictures with nothing on them.
        File.Copy(Path.Combine(home, "Retina.jpg"), Path.Combine(home, "Retina again.jpg"));
        ManyPictures.Place(Path.Combine(home, "black.png"), PngWriter.Encode(new byte[96 * 64 * 3], 96, 64));
        ManyPictures.Place(Path.Combine(home, "black, larger.png"), PngWriter.Encode(new byte[120 * 80 * 3], 120, 80));
        var folder = (string)(await _app.AddFolderAsync(home))["id"]!;
        await _app.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
        await Household.WaitAsync(Ada, "duplicates/summary", summary => (int)summary["near"]! == 3 && (int)summary["pending"]! == 0);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Groups_are_listed_decided_by_hand_and_by_a_rule_and_taken_back()
    {
        var groups = (await Household.GetAsync(Ada, "duplicates?limit=2"))["items"]!.AsArray();
        groups.Count.ShouldBe(2);
        var next = await Household.GetAsync(Ada, $"duplicates?limit=2&cursor={(string)(await Household.GetAsync(Ada, "duplicates?limit=2"))["next_cursor"]!}");
        next["items"]!.AsArray().Select(group => (string)group!["id"]!).ShouldNotContain((string)groups[0]!["id"]!);
        (next["items"]!.AsArray().Count, (string?)next["next_cursor"]).ShouldBe((1, null));
        var exact = (await Household.GetAsync(Ada, "duplicates?kind=exact"))["items"]!.AsArray();
        exact.Single()!["images"]![0]!["files"]!.AsArray().Select(file => (string)file!["path"]!).ShouldBe(["Retina.jpg", "Retina again.jpg"], ignoreOrder: true);

        // What is said of the copy goes over to the one that stays.
        var cat = groups.Concat(next["items"]!.AsArray()).Single(group => group!["images"]!.AsArray().Any(image => (string)image!["name"]! == "Chelsea the cat.jpg"))!;
        var (kept, gone) = (Id(cat, "Chelsea the cat.jpg"), Id(cat, "Copy of Chelsea the cat.jpg"));
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{gone}/tags/pet", null, HttpStatusCode.NoContent);
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{gone}/marks", new { favourite = true, rating = 4 }, HttpStatusCode.OK);
        var album = (string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/albums", new { name = "Animals" }, HttpStatusCode.Created))["id"]!;
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/albums/{album}/images", new { image_ids = new[] { gone } }, HttpStatusCode.OK);
        var seen = (await Household.GetAsync(Ada, "duplicates?keep=most_metadata"))["items"]!.AsArray().Single(group => (string)group!["id"]! == (string)cat["id"]!)!;
        seen["differing"]!.AsArray().Select(field => (string)field!).ShouldBe(["name", "size", "tags", "albums", "favourite", "rating"]);
        ((string)seen["images"]!.AsArray().Single(image => (bool)image!["is_suggested"]!)!["id"]!).ShouldBe(gone);

        var decided = await Ada.SendAsync(HttpMethod.Post, $"/api/v1/duplicates/{cat["id"]}/decisions", new { keep = new[] { kept }, trash = new[] { gone } }, HttpStatusCode.OK);
        ((string)decided["actions"]![0]!["kind"]!).ShouldBe("resolve_duplicates");
        (await StateAsync(kept)).ShouldBe("pet True 4");
        (await Household.GetAsync(Ada, $"images?album={album}"))["items"]!.AsArray().Select(image => (string)image!["id"]!).ShouldBe([kept]);
        await Ada.SendAsync(HttpMethod.Get, $"/api/v1/images/{gone}", null, HttpStatusCode.NotFound);
        (await NearAsync()).ShouldBe(2);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/duplicates/{cat["id"]}/decisions", new { keep = new[] { kept }, trash = new[] { gone } }, HttpStatusCode.Conflict);

        await _app.RestartAsync();
        var undone = await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{decided["id"]}/undo", null, HttpStatusCode.OK);
        ((int)undone["actions"]![0]!["restored"]!, (int)undone["actions"]![0]!["kept"]!).ShouldBe((2, 0));
        (await StateAsync(kept)).ShouldBe(" False ");
        (await StateAsync(gone)).ShouldBe("pet True 4");
        (await NearAsync()).ShouldBe(3);

        // By a rule: first what it would do, then all but one group.
        var rule = new { kind = "near", keep = "most_metadata", preview = true };
        var preview = await Ada.SendAsync(HttpMethod.Post, "/api/v1/duplicates/resolve", rule, HttpStatusCode.OK);
        ((int)preview["groups"]!, (int)preview["kept"]!, (int)preview["trashed"]!, (string?)preview["edit"]?["id"]).ShouldBe((3, 3, 3, null));
        ((long)preview["trashed_bytes"]!).ShouldBeGreaterThan(10_000);
        (await NearAsync()).ShouldBe(3, "a preview changes nothing");
        var resolved = await Ada.SendAsync(HttpMethod.Post, "/api/v1/duplicates/resolve", new { kind = "near", keep = "most_metadata", except = new[] { (string)groups[0]!["id"]! } }, HttpStatusCode.OK);
        ((int)resolved["groups"]!, (string)resolved["edit"]!["state"]!).ShouldBe((2, "applied"));
        (await NearAsync()).ShouldBe(1);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{resolved["edit"]!["id"]}/undo", null, HttpStatusCode.OK);
        (await NearAsync()).ShouldBe(3);

        // Not duplicates: remembered, and taken back like the others.
        var dismissed = await Ada.SendAsync(HttpMethod.Post, $"/api/v1/duplicates/{cat["id"]}/decisions", new { keep = new[] { kept, gone } }, HttpStatusCode.OK);
        (await NearAsync()).ShouldBe(2);
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/bulk-edits/{dismissed["id"]}/undo", null, HttpStatusCode.OK);
        (await NearAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_the_field()
    {
        var group = (await Household.GetAsync(Ada, "duplicates?limit=1"))["items"]![0]!;
        var ids = group["images"]!.AsArray().Select(image => (string)image!["id"]!).ToArray();
        var path = $"/api/v1/duplicates/{group["id"]}/decisions";
        foreach (var (address, body, field) in new (string, object, string)[]
        {
            (path, new { keep = Array.Empty<string>(), trash = ids }, "keep"),
            (path, new { keep = ids, trash = ids }, "trash"),
            (path, new { keep = new[] { ids[0] } }, "trash"),
            (path, new { keep = new[] { ids[0], "img_" } }, "keep"),
            ("/api/v1/duplicates/resolve", new { kind = "exact", keep = "largest" }, "kind"),
            ("/api/v1/duplicates/resolve", new { kind = "near", keep = "largest", threshold = 7 }, "threshold"),
            ("/api/v1/duplicates/resolve", new { kind = "near", keep = "largest", except = new[] { "img_1" } }, "except"),
            ("/api/v1/images/bulk", new { image_ids = ids, actions = new[] { new { kind = "resolve_duplicates", value = "edt_1" } } }, "actions"),
        })
        {
            ((string)(await Ada.SendAsync(HttpMethod.Post, address, body, HttpStatusCode.BadRequest))["field"]!).ShouldBe(field);
        }

        foreach (var query in new[] { "kind=similar", "threshold=3", "keep=newest", "cursor=x" })
        {
            await Ada.SendAsync(HttpMethod.Get, $"/api/v1/duplicates?{query}", null, HttpStatusCode.BadRequest);
        }
    }

    private static string Id(JsonNode group, string name) => (string)group["images"]!.AsArray().Single(image => (string)image!["name"]! == name)!["id"]!;

    private async Task<int> NearAsync() => (int)(await Household.GetAsync(Ada, "duplicates/summary"))["near"]!;

    /// <summary>Tags by people, favourite and rating.</summary>
    private async Task<string> StateAsync(string id)
    {
        var image = await Household.GetAsync(Ada, $"images/{id}");
        var tags = (await Household.GetAsync(Ada, $"images/{id}/tags"))["items"]!.AsArray().Where(tag => (string)tag!["source"]! == "manual").Select(tag => (string)tag!["name"]!);
        return $"{string.Join(' ', tags)} {(bool)image["favourite"]!} {(int?)image["rating"]}";
    }
}

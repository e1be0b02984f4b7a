using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing;

namespace Limner.Host.Tests.Library;

/// <summary>What files say of a picture and what people say instead, over HTTP.</summary>
public sealed class MetadataJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _folder = null!;
    private string _directory = null!;
    private string _image = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = LimnerAppOptions.WithoutModels });
        _directory = Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName;
        File.Copy(Path.Combine(Repository.Root, "tests/assets/metadata/xmp.jpg"), Path.Combine(_directory, "lake.jpg"));

        // Nothing is to be left for the watch to ask for when it has come to rest.
        _folder = (string)(await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _directory, watch = false }, HttpStatusCode.Created))["id"]!;
        var folder = await ScannedAsync();
        _image = (string)folder["cover_image_ids"]![0]!;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task What_a_file_says_is_shown_found_and_tagged_and_gives_way_to_what_people_say()
    {
        var image = await _app.GetAsync($"/api/v1/images/{_image}");
        ((string)image["title"]!, (string)image["sources"]!["title"]!, (int)image["file_rating"]!, (string)image["taken_at"]!)
            .ShouldBe(("Morning at the lake", "file", 4, "2021-06-07T05:48:09"));
        image["keywords"]!.AsArray().Select(keyword => string.Join('/', keyword!["path"]!.AsArray())).ShouldBe(["Places/Switzerland/Lucerne", "lake", "호수"]);
        ((string)image["people"]![0]!["name"]!, (double)image["people"]![0]!["face"]!["x"]!).ShouldBe(("Anna Kim", 0.4));
        (await TagsAsync()).ShouldBe(["file:lake", "file:Lucerne", "file:호수"], ignoreOrder: true);
        foreach (var query in new[] { "q=morning", "q=mist", "q=\"anna kim\"", "q=switzerland", "tag=lucerne", "rating=4", "from=2021-06-07&to=2021-06-07" })
        {
            (await FoundAsync(query)).ShouldBe(1, query);
        }

        var changed = await ChangeAsync("""{"title":"  Evening ","taken_at":"2020-01-02T03:04","place":{"latitude":-33.5,"longitude":151.25}}""");
        ((string)changed["title"]!, (string)changed["sources"]!["title"]!, (string)changed["sources"]!["place"]!, (double)changed["latitude"]!)
            .ShouldBe(("Evening", "manual", "manual", -33.5));
        ((string)changed["description"]!, (string)changed["sources"]!["description"]!).ShouldBe(("Mist & <light>, \"before\" eight", "file"));
        ((string)changed["sort_at"]!).ShouldStartWith("2020-01-02T03:04:00");
        (await FoundAsync("q=evening"), await FoundAsync("q=morning"), await FoundAsync("from=2020-01-02&to=2020-01-02")).ShouldBe((1, 0, 1));

        var back = await ChangeAsync("""{"title":null,"taken_at":null,"place":null}""");
        ((string)back["title"]!, (string)back["taken_at"]!, (double)back["latitude"]!).ShouldBe(("Morning at the lake", "2021-06-07T05:48:09", 47.05));
        (await FoundAsync("q=morning")).ShouldBe(1);
    }

    [Fact]
    public async Task Keywords_of_a_sidecar_take_the_place_of_the_files_and_go_with_it_and_no_others_do()
    {
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{_image}/tags/lake", null, HttpStatusCode.NoContent);
        File.Copy(Path.Combine(Repository.Root, "tests/assets/metadata/exiv2.xmp"), Path.Combine(_directory, "lake.jpg.xmp"));
        await ScanAsync();
        (await TagsAsync()).ShouldBe(["manual:lake", "file:harbour"], ignoreOrder: true);
        var image = await _app.GetAsync($"/api/v1/images/{_image}");
        ((string)image["title"]!, (string)image["sources"]!["title"]!, (int)image["file_rating"]!, (string)image["creator"]!, (string)image["sources"]!["creator"]!)
            .ShouldBe(("Evening", "sidecar", -1, "Anna Kim, Ben Ode", "file"));
        ((string)image["files"]![0]!["sidecar"]!["name"]!).ShouldBe("lake.jpg.xmp");

        var harbour = (await _app.GetAsync($"/api/v1/images/{_image}/tags"))["items"]!.AsArray().Single(tag => (string)tag!["name"]! == "harbour")!["id"];
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_image}/tags/{harbour}", null, HttpStatusCode.NoContent);
        await _app.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_image}", JsonNode.Parse("""{"rights":"mine"}""")!, HttpStatusCode.OK);
        (await TagsAsync()).ShouldBe(["manual:lake"]);

        File.Delete(Path.Combine(_directory, "lake.jpg.xmp"));
        await ScanAsync();
        (await TagsAsync()).ShouldBe(["manual:lake", "file:lake", "file:Lucerne", "file:호수"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"taken_at":"1825-01-01T00:00:00"}""", "taken_at")]
    [InlineData("""{"taken_at":"9999-12-31T00:00:00"}""", "taken_at")]
    [InlineData("""{"taken_at":"yesterday"}""", "taken_at")]
    [InlineData("""{"place":{"latitude":91,"longitude":0}}""", "place")]
    [InlineData("""{"place":{"latitude":0,"longitude":0}}""", "place")]
    [InlineData("{\"title\":\"a\\u202eb\"}", "title")]
    public async Task What_cannot_be_is_refused_by_its_field(string body, string field)
    {
        var problem = await _app.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_image}", JsonNode.Parse(body)!, HttpStatusCode.BadRequest);
        problem["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    private async Task<JsonNode> ChangeAsync(string body) => await _app.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_image}", JsonNode.Parse(body), HttpStatusCode.OK);

    private async Task<int> FoundAsync(string query) => (int)(await _app.GetAsync($"/api/v1/images?{query}"))["total"]!;

    private async Task<IEnumerable<string>> TagsAsync()
        => (await _app.GetAsync($"/api/v1/images/{_image}/tags"))["items"]!.AsArray().Select(tag => $"{tag!["source"]}:{tag["name"]}");

    private async Task ScanAsync()
    {
        var before = (string)(await _app.GetAsync($"/api/v1/folders/{_folder}"))["last_scan_at"]!;
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/folders/{_folder}/scan", null, HttpStatusCode.Accepted);
        await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", answer => answer["active_job"] is null && (string)answer["last_scan_at"]! != before, seconds: 60);
    }

    private Task<JsonObject> ScannedAsync()
        => _app.WaitUntilAsync($"/api/v1/folders/{_folder}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
}

using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Limner.Testing;

namespace Limner.Host.Tests.Library;

/// <summary>What people say goes into sidecars where the folder's owner wants that, and nothing else is touched.</summary>
public sealed class SidecarWritingTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _folder = null!;
    private string _directory = null!;
    private string _image = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string>(LimnerAppOptions.WithoutModels) { ["library.sidecar_delay_seconds"] = "0" };
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = settings });
        _directory = Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName;
        File.Copy(Asset("base.jpg"), Path.Combine(_directory, "a.jpg"));
        File.Copy(Asset("exiv2.xmp"), Path.Combine(_directory, "a.xmp"));
        _folder = (string)(await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _directory, watch = false }, HttpStatusCode.Created))["id"]!;
        var folder = await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
        _image = (string)folder["cover_image_ids"]![0]!;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Words_tags_and_the_owners_rating_are_written_and_taken_out_again()
    {
        var original = await HashAsync("a.jpg");
        var before = await File.ReadAllTextAsync(Path.Combine(_directory, "a.xmp"));
        await ChangeAsync("""{"title":"Not written"}""");
        await _app.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_folder}", new { write_sidecars = true }, HttpStatusCode.OK);
        await UntilSidecarAsync(text => text.Contains("Not written", StringComparison.Ordinal));

        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{_image}/tags/boat", null, HttpStatusCode.NoContent);
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{_image}/marks", new { favourite = false, rating = 4 }, HttpStatusCode.OK);
        await ChangeAsync("""{"title":"Written","description":"Two\nlines"}""");
        await UntilSidecarAsync(text => text.Contains(">Written<", StringComparison.Ordinal) && text.Contains(">boat<", StringComparison.Ordinal) && text.Contains("Rating=\"4\"", StringComparison.Ordinal));

        await ScanAsync();
        var image = await _app.GetAsync($"/api/v1/images/{_image}");
        ((string)image["title"]!, (string)image["sources"]!["title"]!, (int)image["rating"]!, (int)image["file_rating"]!).ShouldBe(("Written", "manual", 4, -1));
        (await TagsAsync()).ShouldBe(["manual:boat", "file:harbour"], ignoreOrder: true);

        await ChangeAsync("""{"title":null,"description":null}""");
        var boat = (await _app.GetAsync($"/api/v1/images/{_image}/tags"))["items"]!.AsArray().Single(tag => (string)tag!["name"]! == "boat")!["id"];
        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_image}/tags/{boat}", null, HttpStatusCode.NoContent);
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{_image}/marks", new { favourite = false, rating = (int?)null }, HttpStatusCode.OK);
        await UntilSidecarAsync(text => Normal(text) == Normal(before));
        ((string)(await _app.GetAsync($"/api/v1/images/{_image}"))["title"]!).ShouldBe("Evening");
        (await HashAsync("a.jpg")).ShouldBe(original);
        Directory.GetFiles(_directory).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_renamed_tag_that_only_the_sidecar_says_is_renamed_there_and_back_again()
    {
        await _app.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_folder}", new { write_sidecars = true }, HttpStatusCode.OK);
        var harbour = (await _app.GetAsync($"/api/v1/images/{_image}/tags"))["items"]!.AsArray().Single(tag => (string)tag!["name"]! == "harbour")!["id"];
        var renamed = await _app.SendAsync(HttpMethod.Patch, $"/api/v1/tags/{harbour}", new { name = "port" }, HttpStatusCode.OK);
        await UntilSidecarAsync(text => text.Contains(">port<", StringComparison.Ordinal) && !text.Contains(">harbour<", StringComparison.Ordinal));
        await ScanAsync();
        (await TagsAsync()).ShouldBe(["file:port"]);
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/tags/operations/{renamed["id"]}/undo", null, HttpStatusCode.OK);
        await UntilSidecarAsync(text => text.Contains(">harbour<", StringComparison.Ordinal) && !text.Contains(">port<", StringComparison.Ordinal));
        (await TagsAsync()).ShouldBe(["file:harbour"]);
    }

    [Fact]
    public async Task A_sidecar_that_cannot_be_written_is_told_on_the_folder()
    {
        File.Delete(Path.Combine(_directory, "a.xmp"));
        await ScanAsync();
        Directory.CreateDirectory(Path.Combine(_directory, "a.jpg.xmp"));
        await _app.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_folder}", new { write_sidecars = true }, HttpStatusCode.OK);
        await ChangeAsync("""{"title":"Nowhere to go"}""");

        await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", folder => folder["sidecar_problem"] is not null);

        Directory.Delete(Path.Combine(_directory, "a.jpg.xmp"));
        await ScanAsync();
        await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", folder => folder["sidecar_problem"] is null);
        (await File.ReadAllTextAsync(Path.Combine(_directory, "a.jpg.xmp"))).ShouldContain("Nowhere to go");
    }

    /// <summary>The space between attributes is the writer's.</summary>
    private static string Normal(string xml) => string.Join(' ', xml.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<JsonObject> ChangeAsync(string body) => _app.SendAsync(HttpMethod.Patch, $"/api/v1/images/{_image}", JsonNode.Parse(body), HttpStatusCode.OK);

    private async Task<IEnumerable<string>> TagsAsync()
        => (await _app.GetAsync($"/api/v1/images/{_image}/tags"))["items"]!.AsArray().Select(tag => $"{tag!["source"]}:{tag["name"]}");

    private async Task ScanAsync()
    {
        var before = (string)(await _app.GetAsync($"/api/v1/folders/{_folder}"))["last_scan_at"]!;
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/folders/{_folder}/scan", null, HttpStatusCode.Accepted);
        await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", answer => (string)answer["last_scan_at"]! != before, seconds: 60);
    }

    private async Task UntilSidecarAsync(Func<string, bool> condition)
        => await _app.WaitUntilAsync($"/api/v1/folders/{_folder}", _ => condition(File.ReadAllText(Path.Combine(_directory, "a.xmp"))));

    private async Task<string> HashAsync(string name) => Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(_directory, name))));

    private static string Asset(string name) => Path.Combine(Repository.Root, "tests/assets/metadata", name);
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Library;

/// <summary>What people do to their files, and what becomes of the images. Scans are asked for, so that each step is one of its own.</summary>
public sealed class AbsenceJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _pictures = null!;
    private string _folder = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Settings = new Dictionary<string, string>(LimnerAppOptions.WithoutModels) { ["library.rescan_minutes"] = "0" },
        });
        _pictures = Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName;
        for (var i = 0; i < 12; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_pictures, $"{i:D2}.png"), ManyPictures.Gradient(i));
        }

        _folder = await AddAsync(_pictures);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_disk_that_is_unplugged_and_plugged_in_again_loses_nothing()
    {
        var before = await ImagesAsync();
        var image = before["03.png"];
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{image}/tags/mine", null, HttpStatusCode.NoContent);
        Directory.Move(_pictures, _pictures + ".away");
        await ScanAsync();

        var folder = await _app.GetAsync(_folder);
        ((string)folder["state"]!, (string)folder["absence"]!["reason"]!, (int)folder["absence"]!["file_count"]!).ShouldBe(("missing", "gone", 12));
        (await ImagesAsync()).ShouldBe(before);
        (await OfflineAsync()).ShouldBe(12);
        (await _app.Client.GetByteArrayAsync($"/api/v1/images/{image}/thumbnail")).AsSpan(8, 4).SequenceEqual("WEBP"u8).ShouldBeTrue();
        (await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{image}/original", null, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("folder_missing");

        Directory.Move(_pictures + ".away", _pictures);

        // The scan that found nothing to scan is tried again by itself; it is the one that is asked for.
        await _app.SendAsync(HttpMethod.Post, $"{_folder}/scan", null, HttpStatusCode.Accepted);
        await _app.WaitUntilAsync(_folder, answer => answer["absence"] is null && answer["active_job"] is null, seconds: 60);
        (await ImagesAsync()).ShouldBe(before);
        (await OfflineAsync()).ShouldBe(0);
        (await _app.GetAsync($"/api/v1/images?tag=mine"))["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(image);
    }

    [Fact]
    public async Task An_empty_directory_in_the_place_of_a_disk_is_asked_about_and_believed_when_its_owner_says_so()
    {
        var before = await ImagesAsync();
        Directory.Move(_pictures, _pictures + ".away");
        Directory.CreateDirectory(_pictures);
        await ScanAsync();
        var folder = await _app.GetAsync(_folder);
        ((string)folder["state"]!, (string)folder["absence"]!["reason"]!, (int)folder["absence"]!["file_count"]!).ShouldBe(("ready", "empty", 12));
        (await OfflineAsync()).ShouldBe(12);

        (await _app.SendAsync(HttpMethod.Post, $"{_folder}/gone", null, HttpStatusCode.OK))["absence"].ShouldBeNull();
        (await ImagesAsync()).ShouldBeEmpty();
        (await ImagesAsync("missing=true")).ShouldBe(before, ignoreOrder: true);

        Directory.Delete(_pictures);
        Directory.Move(_pictures + ".away", _pictures);
        await ScanAsync();
        (await ImagesAsync()).ShouldBe(before);
        (await ImagesAsync("missing=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_file_leaves_a_missing_image_that_can_be_looked_at_and_removed_by_hand()
    {
        var before = await ImagesAsync();
        var image = before["05.png"];
        File.Delete(Path.Combine(_pictures, "05.png"));
        await ScanAsync();

        (await ImagesAsync()).ShouldNotContainKey("05.png");
        (await ImagesAsync("missing=true")).ShouldBe([KeyValuePair.Create("05.png", image)]);
        var details = await _app.GetAsync($"/api/v1/images/{image}");
        ((bool)details["offline"]!, (DateTimeOffset?)details["missing_since"] is not null).ShouldBe((true, true));
        (await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{image}/original", null, HttpStatusCode.NotFound))["code"]!.GetValue<string>().ShouldBe("file_missing");
        await _app.GetAsync($"/api/v1/images/{image}/tags");
        (await _app.SendAsync(HttpMethod.Get, "/api/v1/images?missing=true&q=05", null, HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe("q");

        await _app.SendAsync(HttpMethod.Delete, $"/api/v1/images/{image}", null, HttpStatusCode.NoContent);
        (await ImagesAsync("missing=true")).ShouldBeEmpty();
        (await _app.GetAsync("/api/v1/trash"))["items"]!.AsArray().ShouldHaveSingleItem();
        await _app.SendAsync(HttpMethod.Post, $"/api/v1/trash/{image}/restore", null, HttpStatusCode.NoContent);
        (await ImagesAsync("missing=true")).ShouldContainKey("05.png");
    }

    [Fact]
    public async Task Moved_copied_and_edited_files_keep_their_images_and_what_people_said_of_them()
    {
        var before = await ImagesAsync();
        foreach (var name in new[] { "00.png", "01.png", "02.png" })
        {
            await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{before[name]}/tags/mine", null, HttpStatusCode.NoContent);
        }

        var elsewhere = Directory.CreateDirectory(_app.Directory.Combine("elsewhere")).FullName;
        File.Move(Path.Combine(_pictures, "00.png"), Path.Combine(elsewhere, "moved.png"));
        File.Copy(Path.Combine(_pictures, "01.png"), Path.Combine(elsewhere, "copied.png"));
        var sha256 = (string)(await _app.GetAsync($"/api/v1/images/{before["02.png"]}"))["sha256"]!;
        await File.WriteAllBytesAsync(Path.Combine(_pictures, "02.png"), ManyPictures.Gradient(202));
        await AddAsync(elsewhere);
        await ScanAsync();

        (await ImagesAsync()).Values.ShouldBe(before.Values, ignoreOrder: true);
        (await ImagesAsync("tag=mine")).Values.ShouldBe([before["00.png"], before["01.png"], before["02.png"]], ignoreOrder: true);
        (await PathsAsync(before["00.png"])).ShouldBe(["moved.png"]);
        (await PathsAsync(before["01.png"])).ShouldBe(["01.png", "copied.png"], ignoreOrder: true);
        ((string)(await _app.GetAsync($"/api/v1/images/{before["02.png"]}"))["sha256"]!).ShouldNotBe(sha256);
    }

    [Fact]
    public async Task A_folder_inside_another_or_around_the_data_directory_is_refused_by_whatever_name()
    {
        var inside = Directory.CreateDirectory(Path.Combine(_pictures, "inside")).FullName;
        var link = _app.Directory.Combine("link");
        Directory.CreateSymbolicLink(link, _pictures);
        foreach (var (path, status, code) in new[]
        {
            (inside, HttpStatusCode.Conflict, "folder_overlap"),
            (Path.Combine(link, "inside"), HttpStatusCode.Conflict, "folder_overlap"),
            (_pictures + "/../pictures", HttpStatusCode.Conflict, "folder_overlap"),
            (_app.Directory.FullName, HttpStatusCode.BadRequest, "folder_forbidden"),
            (Directory.CreateDirectory(Path.Combine(_app.DataDirectory, "mine")).FullName, HttpStatusCode.BadRequest, "folder_forbidden"),
        })
        {
            (await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path }, status))["code"]!.GetValue<string>().ShouldBe(code, path);
        }
    }

    private async Task<string> AddAsync(string path)
    {
        var added = await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path, watch = false }, HttpStatusCode.Created);
        var address = $"/api/v1/folders/{(string)added["id"]!}";
        await _app.WaitUntilAsync(address, folder => folder["active_job"] is null && folder["last_scan_at"] is not null, seconds: 60);
        return address;
    }

    private async Task ScanAsync()
    {
        var job = await _app.SendAsync(HttpMethod.Post, $"{_folder}/scan", null, HttpStatusCode.Accepted);
        await _app.WaitUntilAsync($"/api/v1/jobs/{(string)job["id"]!}", answer => (string)answer["state"]! is "succeeded" || ((string)answer["state"]! == "queued" && (int)answer["attempts"]! > 0), seconds: 60);
    }

    private async Task<Dictionary<string, string>> ImagesAsync(string query = "")
        => (await _app.GetAsync($"/api/v1/images?{query}"))["items"]!.AsArray().OrderBy(image => (string)image!["name"]!, StringComparer.Ordinal).ToDictionary(image => (string)image!["name"]!, image => (string)image!["id"]!);

    private async Task<int> OfflineAsync() => (await _app.GetAsync("/api/v1/images"))["items"]!.AsArray().Count(image => (bool)image!["offline"]!);

    private async Task<string[]> PathsAsync(string image)
        => [.. (await _app.GetAsync($"/api/v1/images/{image}"))["files"]!.AsArray().Select(file => (string)file!["path"]!)];
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Library;

public sealed class FolderJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _pictures = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = LimnerAppOptions.WithoutModels });
        _pictures = Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_folder_that_is_added_is_scanned_by_itself()
    {
        ManyPictures.Write(_pictures, 12);
        await File.WriteAllTextAsync(Path.Combine(_pictures, "broken.jpg"), "not a picture at all");

        var added = await _app.AddFolderAsync(_pictures);
        added["active_job"]!["kind"]!.GetValue<string>().ShouldBe("scan");
        var folder = await ScannedAsync(added);

        folder["image_count"]!.GetValue<int>().ShouldBe(12);
        folder["failure_count"]!.GetValue<int>().ShouldBe(1);
        folder["state"]!.GetValue<string>().ShouldBe("ready");
        folder["cover_image_ids"]!.AsArray().Count.ShouldBe(4);
        var failure = (await _app.GetAsync($"{Address(added)}/failures"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        failure["path"]!.GetValue<string>().ShouldBe("broken.jpg");
        failure["code"]!.GetValue<string>().ShouldBe("file_not_a_picture");
        failure["remedy"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Folders_of_the_command_line_are_added_by_the_set_up_and_not_again_by_a_restart()
    {
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions
        {
            Folders = directory => [Directory.CreateDirectory(directory.Combine("given")).FullName, "/no/such/directory"],
        });
        await app.SetUpAsync();
        var folder = (await app.GetAsync("/api/v1/folders"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        folder["path"]!.GetValue<string>().ShouldBe(app.Directory.Combine("given"));
        await app.RestartAsync();
        (await app.GetAsync("/api/v1/folders"))["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Failures_are_paged_by_path()
    {
        for (var i = 0; i < 5; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(_pictures, $"{i}.jpg"), "not a picture");
        }

        var folder = await ScannedAsync(await _app.AddFolderAsync(_pictures));
        var paths = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _app.GetAsync($"{Address(folder)}/failures?limit=2&cursor={cursor}");
            page["total"]!.GetValue<int>().ShouldBe(5);
            paths.AddRange(page["items"]!.AsArray().Select(item => item!["path"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        paths.ShouldBe(["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]);
    }

    [Theory]
    [InlineData("/etc", HttpStatusCode.BadRequest, "folder_forbidden")]
    [InlineData("/no/such/directory", HttpStatusCode.Conflict, "folder_missing")]
    [InlineData("relative", HttpStatusCode.BadRequest, "validation")]
    public async Task A_folder_that_cannot_be_added_is_refused_with_its_reason(string path, HttpStatusCode status, string code)
    {
        var problem = await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path }, status);
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["field"]!.GetValue<string>().ShouldBe("path");
    }

    [Fact]
    public async Task The_same_folder_is_not_added_twice()
    {
        await _app.AddFolderAsync(_pictures);
        (await _app.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _pictures + "/" }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("folder_overlap");
    }

    [Fact]
    public async Task Asking_for_a_scan_answers_with_its_job_and_finds_what_is_new()
    {
        var folder = await ScannedAsync(await _app.AddFolderAsync(_pictures));
        ManyPictures.Write(_pictures, 3);
        var job = await _app.SendAsync(HttpMethod.Post, $"{Address(folder)}/scan", null, HttpStatusCode.Accepted);
        job["subject"]!.GetValue<string>().ShouldBe(folder["id"]!.GetValue<string>());
        (await ScannedAsync(folder))["image_count"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task What_is_excluded_later_leaves_the_gallery()
    {
        ManyPictures.Write(_pictures, 8);
        var folder = await ScannedAsync(await _app.AddFolderAsync(_pictures));
        folder["image_count"]!.GetValue<int>().ShouldBe(8);
        var changed = await _app.SendAsync(HttpMethod.Patch, Address(folder), new { name = "Holiday", exclude = new[] { "*.jpg" } }, HttpStatusCode.OK);
        changed["name"]!.GetValue<string>().ShouldBe("Holiday");
        (await ScannedAsync(folder))["image_count"]!.GetValue<int>().ShouldBe(6);
    }

    [Fact]
    public async Task What_is_excluded_during_a_scan_leaves_the_gallery_too()
    {
        ManyPictures.Write(_pictures, 60);
        var folder = await _app.AddFolderAsync(_pictures);
        await _app.SendAsync(HttpMethod.Patch, Address(folder), new { exclude = new[] { "*" } }, HttpStatusCode.OK);
        (await ScannedAsync(folder))["image_count"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task A_removed_folder_is_gone_with_its_images_and_its_originals_stay()
    {
        ManyPictures.Write(_pictures, 2);
        var folder = await ScannedAsync(await _app.AddFolderAsync(_pictures));
        var image = folder["cover_image_ids"]![0]!.GetValue<string>();
        await _app.SendAsync(HttpMethod.Delete, Address(folder), null, HttpStatusCode.NoContent);
        await _app.SendAsync(HttpMethod.Get, Address(folder), null, HttpStatusCode.NotFound);
        await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{image}", null, HttpStatusCode.NotFound);
        Directory.GetFiles(_pictures, "*", SearchOption.AllDirectories).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_chooser_lists_directories()
    {
        Directory.CreateDirectory(Path.Combine(_pictures, "2024"));
        var listing = await _app.GetAsync($"/api/v1/folders/browse?path={Uri.EscapeDataString(_pictures)}");
        listing["items"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("2024");
        listing["parent"]!.GetValue<string>().ShouldBe(Path.GetDirectoryName(_pictures));
    }

    private static string Address(JsonObject folder) => $"/api/v1/folders/{folder["id"]!.GetValue<string>()}";

    private Task<JsonObject> ScannedAsync(JsonObject folder)
        => _app.WaitUntilAsync(Address(folder), answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 180);
}

using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Library;

/// <summary>By the system's own clock and events alone: no scheduled scan, none that somebody asks for.</summary>
public sealed class WatchJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _pictures = null!;
    private string _folder = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Settings = new Dictionary<string, string>(LimnerAppOptions.WithoutModels) { ["library.rescan_minutes"] = "0", ["library.settle_seconds"] = "0.4", ["library.missing_share_percent"] = "100" },
        });
        _pictures = Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(_pictures, "first.png"), ManyPictures.Gradient(1001));
        _folder = $"/api/v1/folders/{(string)(await _app.AddFolderAsync(_pictures))["id"]!}";
        await UntilAsync(folder => (int)folder["image_count"]! == 1 && State(folder) == "events" && folder["active_job"] is null && folder["last_scan_at"] is not null);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Pictures_that_are_copied_into_a_folder_appear_and_those_deleted_go()
    {
        ManyPictures.Write(Path.Combine(_pictures, "trip"), 30);
        await UntilAsync(folder => (int)folder["image_count"]! == 31);
        Directory.Delete(Path.Combine(_pictures, "trip"), recursive: true);
        await UntilAsync(folder => (int)folder["image_count"]! == 1);
    }

    [Fact]
    public async Task A_folder_that_is_followed_no_more_says_so_and_is_followed_again_when_it_is_asked_for()
    {
        var changed = await _app.SendAsync(HttpMethod.Patch, _folder, new { watch = false }, HttpStatusCode.OK);
        ((bool)changed["watch"]!).ShouldBeFalse();
        await UntilAsync(folder => State(folder) == "off");
        await _app.SendAsync(HttpMethod.Patch, _folder, new { watch = true }, HttpStatusCode.OK);
        await UntilAsync(folder => State(folder) == "events");
        await File.WriteAllBytesAsync(Path.Combine(_pictures, "second.png"), ManyPictures.Gradient(1002));
        await UntilAsync(folder => (int)folder["image_count"]! == 2);
    }

    [Fact]
    public async Task A_restart_looks_through_every_folder_and_the_scan_that_found_nothing_is_not_in_the_list_of_jobs()
    {
        var scanned = (DateTimeOffset)(await _app.GetAsync(_folder))["last_scan_at"]!;
        var before = await JobsAsync();
        await _app.RestartAsync();
        await UntilAsync(folder => (DateTimeOffset)folder["last_scan_at"]! > scanned && folder["active_job"] is null);
        (await JobsAsync()).ShouldBe(before);

        await _app.RestartAsync(() => File.WriteAllBytesAsync(Path.Combine(_pictures, "second.png"), ManyPictures.Gradient(1002)));
        await UntilAsync(folder => (int)folder["image_count"]! == 2 && folder["active_job"] is null);
        (await JobsAsync()).ShouldBe(before + 1);
    }

    private static string State(JsonObject folder) => (string)folder["watching"]!["state"]!;

    private async Task<int> JobsAsync() => (await _app.GetAsync("/api/v1/jobs?kind=scan"))["items"]!.AsArray().Count;

    private Task<JsonObject> UntilAsync(Func<JsonObject, bool> condition) => _app.WaitUntilAsync(_folder, condition, seconds: 60);
}

using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Pictures dropped into the window, as a person drops them: real files and directories, handed to the browser as the desktop does.</summary>
[Collection(nameof(AccountServer))]
public sealed class UploadTests(AccountServer server) : IDisposable
{
    private readonly TemporaryDirectory _desk = new();

    [Fact]
    public async Task Files_and_a_folder_dropped_anywhere_appear_and_what_is_there_already_is_said()
    {
        var loose = new[] { Write("beach.png", 901), Write("dune.png", 902) };
        Write("Rome/forum.png", 903);
        Write("Rome/old town/bridge.png", 904);
        await File.WriteAllTextAsync(_desk.Combine("Rome/notes.txt"), "not a picture");
        await using var watched = await server.OpenAsNewPersonAsync("dora");
        var page = watched.Page;
        await Expect(page.GetByText("Nothing here yet")).ToBeVisibleAsync();

        await DragAsync(page, "dragEnter", loose);
        await Expect(page.GetByText("Drop to upload to your uploads")).ToBeVisibleAsync();
        await watched.ScreenshotAsync("upload-drop-dark-1440");
        await DragAsync(page, "dragOver", [.. loose, _desk.Combine("Rome")]);
        await DragAsync(page, "drop", [.. loose, _desk.Combine("Rome")]);
        await Expect(page.GetByText("One file that is no picture is left out.")).ToBeVisibleAsync();

        // Nobody touches anything: the pictures come by themselves.
        await Gallery.ExpectPicturesAsync(page);
        await Gallery.ExpectCountAsync(page, 4);
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Uploads" });
        await Expect(panel.GetByRole(AriaRole.Heading)).ToHaveTextAsync("4 uploaded");
        await Expect(panel.GetByRole(AriaRole.Link)).ToHaveCountAsync(4);
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("upload-done-dark-1440");

        await panel.GetByRole(AriaRole.Button, new() { Name = "Clear what has ended" }).ClickAsync();
        await panel.GetByLabel("Files to upload").SetInputFilesAsync(loose[0]);
        await Expect(panel.GetByRole(AriaRole.Heading)).ToHaveTextAsync("1 there already");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Show it: beach.png" }).ClickAsync();
        await Gallery.ExpectPictureShownAsync(page);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task An_upload_can_be_paused_goes_on_after_a_reload_and_a_refusal_says_why()
    {
        await using var watched = await server.OpenAsNewPersonAsync("emil", width: 390, height: 844);
        var page = watched.Page;
        var large = _desk.Combine("large.png");
        await File.WriteAllBytesAsync(large, ManyPictures.Gradient(905, 2600, 2000));
        var text = _desk.Combine("text.png");
        await File.WriteAllTextAsync(text, "not a picture");
        watched.Expects("POST", "/api/v1/uploads", 422);

        // Slow enough to be caught in the middle.
        var line = await page.Context.NewCDPSessionAsync(page);
        await line.SendAsync("Network.enable");
        await ThrottleAsync(line, bytesPerSecond: 2_000_000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Uploads" });
        await panel.GetByLabel("Files to upload").SetInputFilesAsync([large, text]);
        await Expect(panel.GetByText("The file's content is not a picture")).ToBeVisibleAsync();
        await Expect(panel.GetByRole(AriaRole.Progressbar, new() { Name = "large.png" })).Not.ToHaveAttributeAsync("aria-valuenow", "0");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Pause large.png" }).ClickAsync();
        await Expect(panel.GetByText("Paused at")).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("upload-paused-dark-390");

        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload", Exact = true }).ClickAsync();
        await Expect(panel.GetByText("Choose the file again to resume.")).ToBeVisibleAsync();
        await ThrottleAsync(line, bytesPerSecond: -1);
        await panel.GetByLabel("Files to upload").SetInputFilesAsync(large);
        await Expect(panel.GetByRole(AriaRole.Heading)).ToHaveTextAsync("1 uploaded");
        await Gallery.ExpectCountAsync(page, 1);
        watched.ShouldHaveNoFaults();
    }

    public void Dispose() => _desk.Dispose();

    private string Write(string path, int picture)
    {
        var full = _desk.Combine(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, ManyPictures.Gradient(picture));
        return full;
    }

    private static async Task DragAsync(IPage page, string type, IReadOnlyList<string> files)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
        {
            ["type"] = type,
            ["x"] = 700,
            ["y"] = 500,
            ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = files, ["dragOperationsMask"] = 1 },
        });
    }

    private static Task ThrottleAsync(ICDPSession session, int bytesPerSecond)
        => session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = bytesPerSecond,
        });
}

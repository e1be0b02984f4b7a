using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>The way of a new owner, from an empty server to a picture found by what is on it.</summary>
public sealed class FirstVisitTests : IAsyncLifetime
{
    private const int Generated = 120;
    private readonly Browser _browser = new();
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;

    private string Pictures => _home.Combine("Pictures");

    public async Task InitializeAsync()
    {
        // Enough pictures that the scan can be watched.
        ManyPictures.Write(Pictures, Generated);
        foreach (var name in new[] { "Coffee break.jpg", "Chelsea the cat.jpg" })
        {
            File.Copy(Path.Combine(Repository.Samples, "At home", name), Path.Combine(Pictures, name));
        }

        File.Copy(Path.Combine(Repository.Samples, "Documents", "A note on this library.pdf"), Path.Combine(Pictures, "note.pdf"));
        await File.WriteAllTextAsync(Path.Combine(Pictures, "not a picture.jpg"), "only text");
        await _browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName);
    }

    [Fact]
    public async Task A_new_owner_sets_up_adds_a_folder_watches_the_scan_and_finds_a_picture_by_its_tag()
    {
        await using var watched = await _browser.OpenAsync(_server!.Address);
        var page = watched.Page;

        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();
        await watched.ScreenshotAsync("setup-dark-1440");
        await watched.ShouldBeAccessibleAsync();
        await Entrance.SetUpAsync(page);

        await AddFolderAsync(page, Pictures);
        await WatchScanAsync(page);
        await ReadFailuresAsync(watched);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Photos" }).ClickAsync();
        await Gallery.ExpectPicturesAsync(page);
        await Gallery.ExpectCountAsync(page, Generated + 2);

        await Gallery.ChooseTagAsync(page, "cup");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove tag cup" })).ToBeVisibleAsync();

        // Every fourth generated picture shows the cup, and so does the sample.
        await Gallery.ExpectCountAsync(page, (Generated / 4) + 1);
        await Gallery.OpenFirstPictureAsync(page);
        await Gallery.ShowInformationAsync(page);

        // What lies there to be read is read, as was asked for when the folder was added.
        await page.GotoAsync("/documents");
        await Expect(page.Locator("#main").GetByText("Read", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        watched.ShouldHaveNoFaults();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _home.Dispose();
    }

    private static async Task AddFolderAsync(IPage page, string path)
    {
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Add a folder" });
        await dialog.GetByLabel("Path on the server").FillAsync(path);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "More settings" }).ClickAsync();
        await dialog.GetByLabel("Read its documents").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add and scan" }).ClickAsync();
        await Expect(dialog).Not.ToBeVisibleAsync();
    }

    /// <summary>The bar moves and the numbers count up by themselves, and both go when the scan is done.</summary>
    private static async Task WatchScanAsync(IPage page)
    {
        var card = page.GetByRole(AriaRole.Article).First;
        var progress = card.GetByRole(AriaRole.Progressbar);
        await Expect(card).ToContainTextAsync($"of {Generated + 3}");
        var before = await progress.GetAttributeAsync("aria-valuenow");
        await Expect(progress).Not.ToHaveAttributeAsync("aria-valuenow", before ?? "");
        await page.WaitForFunctionAsync("() => Number(document.querySelector('article [role=progressbar]')?.getAttribute('aria-valuenow') ?? 100) >= 40", null, new() { Timeout = 120_000 });
        await page.ScreenshotAsync(new() { Path = Browser.ScreenshotPath("scanning-dark-1440") });
        await Expect(progress).Not.ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(card).ToContainTextAsync($"{Generated + 2} pictures");
    }

    /// <summary>The file that is no picture is named with its reason.</summary>
    private static async Task ReadFailuresAsync(WatchedPage watched)
    {
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "1 file could not be read" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog);
        await Expect(drawer).ToContainTextAsync("not a picture.jpg");
        await watched.ScreenshotAsync("failures-dark-1440");
        await watched.ShouldBeAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).Not.ToBeVisibleAsync();
    }
}

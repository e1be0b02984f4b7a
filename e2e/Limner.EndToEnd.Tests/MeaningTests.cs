using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Words are looked for by what they mean: first where no model for it is installed, then with one. It has random weights: which picture is found means nothing.</summary>
public sealed class MeaningTests : IAsyncLifetime
{
    private const int Pictures = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess _server = null!;
    private LimnerClient _client = null!;

    private Browser Browser { get; } = new();

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(
            _data.FullName, ["--set", "tagging.detect_objects=false", "--set", "ocr.enabled=false", "--set", "search.visual_vectors=false", "--set", "search.meaning_threshold=0"]);
        _client = await LimnerClient.SignInAsync(_server.Address);
        var folder = Directory.CreateDirectory(_home.Combine("Harbour")).FullName;
        foreach (var (name, number) in new[] { "Red boat", "IMG_2041", "IMG_2042", "IMG_2043" }.Select((name, number) => (name, number)))
        {
            ManyPictures.Place(Path.Combine(folder, $"{name}.png"), ManyPictures.Gradient(40 * number));
        }

        var added = await _client.AddFolderAsync(folder);
        await _client.WaitForJobAsync(added.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, Deadline);
        CopyAsPublished(Directory.CreateDirectory(_data.Combine("import", "Tiny CLIP")).FullName);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Words_are_looked_for_as_text_until_a_model_is_imported_and_then_by_meaning_with_the_reason_at_each_picture()
    {
        await using var watched = await Browser.OpenAsync(_server.Address, 1440, 900);
        var page = watched.Page;
        watched.Expects("GET", "/api/v1/images", 409);
        watched.Expects("POST", "/api/v1/models/import", 400);
        (await page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } })).Status.ShouldBe(200);
        await Gallery.OpenAsync(page);
        await page.GetByLabel("Search photos").FillAsync("boat -winter");
        await page.GetByLabel("Search photos").PressAsync("Enter");
        await Gallery.ExpectCountAsync(page, 1);
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "What is searched for" }).GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["boat", "not winter"]);

        // Nothing is pretended: text alone, and the way to a model.
        await OpenMenuAsync(page, "Text for now");
        await Expect(page.GetByText("For now as text: no model for meaning is installed")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Install a model for meaning" })).ToBeVisibleAsync();
        await LookAsync(watched, "meaning-menu");
        await ChooseAsync(page, "Meaning only");
        QueryOf(page).ShouldContain("mode=semantic");
        await Expect(page.GetByText("No model for meaning is installed")).ToBeVisibleAsync();
        await LookAsync(watched, "meaning-missing");

        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
        await ImportAsync(watched);

        // Over the dialog and the page of models.
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Expect(page.GetByLabel("Search photos")).ToHaveValueAsync("boat -winter");
        await Gallery.ExpectCountAsync(page, Pictures);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Looks like “boat”" })).ToHaveCountAsync(Pictures);
        await LookAsync(watched, "meaning-semantic");

        await OpenMenuAsync(page, "Meaning only");
        await ChooseAsync(page, "Text and meaning");
        QueryOf(page).ShouldNotContain("mode=");
        await Gallery.ExpectCountAsync(page, Pictures);
        await Expect(page.Locator("[data-grid-scroller] a[data-index='0'][aria-label^='Red boat.png'][aria-label*='name: Red boat'][aria-label*='Looks like “boat”']")).ToBeVisibleAsync();
        await Gallery.OpenFirstPictureAsync(page);
        await Gallery.ShowInformationAsync(page, "Found by");
        await Expect(Gallery.Lightbox(page).GetByText("What it shows")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await OpenMenuAsync(page, "Text and meaning");
        await ChooseAsync(page, "Text only");
        QueryOf(page).ShouldContain("mode=text");
        await Gallery.ExpectCountAsync(page, 1);
        await page.ReloadAsync();
        await Expect(ModeButton(page, "Text only")).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    /// <summary>A folder whose name makes no id: one is given.</summary>
    private async Task ImportAsync(WatchedPage watched)
    {
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Folder on the server").FillAsync(_data.Combine("import", "Tiny CLIP"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(dialog.GetByText("Give an id of lower-case letters")).ToBeVisibleAsync();
        await dialog.GetByLabel("Name on this server").FillAsync("tiny-clip");
        await LookAsync(watched, "meaning-import");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Installed models" }).GetByText("tiny-clip", new() { Exact = true })).ToBeVisibleAsync();
        var limit = TimeProvider.System.GetTimestamp();
        while (!(await _client.GetAsync("jobs")).GetProperty("items").EnumerateArray().Any(job => job.GetProperty("kind").GetString() == "embed_meaning" && job.GetProperty("state").GetString() == "succeeded"))
        {
            TimeProvider.System.GetElapsedTime(limit).ShouldBeLessThan(Deadline);
            await Task.Delay(50);
        }
    }

    private static ILocator ModeButton(IPage page, string mode) => page.GetByRole(AriaRole.Button, new() { Name = $"How the words are looked for: {mode}" });

    private static Task OpenMenuAsync(IPage page, string mode) => ModeButton(page, mode).ClickAsync();

    private static Task ChooseAsync(IPage page, string mode) => page.GetByRole(AriaRole.Menuitemradio, new() { Name = mode }).ClickAsync();

    private static string QueryOf(IPage page) => new Uri(page.Url).Query;

    /// <summary>On a desk in the dark and on a telephone in the light.</summary>
    private static async Task LookAsync(WatchedPage watched, string name)
    {
        await watched.ScreenshotAsync($"{name}-dark-1440");
        await watched.ShouldBeAccessibleAsync();
        await watched.TurnAsync(390, 844, ColorScheme.Light);
        (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        await watched.ScreenshotAsync($"{name}-light-390");
        await watched.ShouldBeAccessibleAsync();
        await watched.TurnAsync(1440, 900, ColorScheme.Dark);
    }

    private static void CopyAsPublished(string folder)
    {
        var from = TinyImageText.Asset(TinyImageText.Clip);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("expected.json" or "model.json")))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

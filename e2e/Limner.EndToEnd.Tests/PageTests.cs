using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>Each page as it looks, on a desk and on a telephone, dark and light: whole, without errors, and accessible.</summary>
[Collection(nameof(ScannedLibrary))]
public sealed class PageTests(ScannedLibrary library)
{
    private static readonly string[] Pages =
    [
        "sign-in", "gallery", "lightbox", "search", "similar", "directory", "folders", "jobs", "account", "people", "sharing", "security", "sign-in-code", "welcome", "albums", "album", "trash",
        "duplicates", "copies", "edits", "dates", "upload", "add-folder", "tags", "vocabulary", "text", "review", "review-captions", "review-statistics", "tagging", "models",
        "documents", "document", "studio",
    ];

    public static TheoryData<string> AllPages() => [.. Pages];

    public static TheoryData<string, ColorScheme, int> AllLooks()
    {
        var looks = new TheoryData<string, ColorScheme, int>();
        foreach (var page in Pages)
        {
            looks.Add(page, ColorScheme.Dark, 1440);
            looks.Add(page, ColorScheme.Light, 1440);
            looks.Add(page, ColorScheme.Dark, 390);
            looks.Add(page, ColorScheme.Light, 390);
        }

        return looks;
    }

    /// <summary>On a desk in the dark, then the same page on a telephone in the light.</summary>
    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task A_page_is_whole_and_accessible(string name)
    {
        if (IsOpen(name))
        {
            await using var stranger = await library.Browser.OpenAsync(library.Address, 1440, Height(1440), ColorScheme.Dark);
            await LookAsync(stranger);
        }
        else
        {
            await LookAsync(await library.TurnToAsync(1440, Height(1440), ColorScheme.Dark, UserOf(name)));
        }

        async Task LookAsync(WatchedPage watched)
        {
            await ShowAsync(watched, name);
            await ShouldBeWholeAsync(watched, $"{name}-dark-1440");
            await watched.TurnAsync(390, Height(390), ColorScheme.Light);
            await ShouldBeWholeAsync(watched, $"{name}-light-390");
        }
    }

    [Theory]
    [MemberData(nameof(AllLooks))]
    [Trait("run", "full")]
    public async Task A_page_is_whole_and_accessible_however_it_is_opened(string name, ColorScheme scheme, int width)
    {
        await using var watched = await OpenAsync(name, scheme, width);
        await ShowAsync(watched, name);
        await ShouldBeWholeAsync(watched, $"{name}-{scheme.ToString().ToLowerInvariant()}-{width}");
    }

    private static int Height(int width) => width < 500 ? 844 : 900;

    private Task<WatchedPage> OpenAsync(string name, ColorScheme scheme, int width)
        => IsOpen(name)
            ? library.Browser.OpenAsync(library.Address, width, Height(width), scheme)
            : library.OpenSignedInAsync(width, Height(width), scheme, UserOf(name));

    /// <summary>Whether it is there for who is not signed in.</summary>
    private static bool IsOpen(string name) => name is "sign-in" or "sign-in-code" or "welcome";

    private static string UserOf(string name) => name is "albums" or "album" or "trash" or "edits" or "dates" or "upload" ? ScannedLibrary.WithOwnThings : LimnerClient.UserName;

    private static async Task ShouldBeWholeAsync(WatchedPage watched, string screenshot)
    {
        await watched.ScreenshotAsync(screenshot);
        var overflow = await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0, "nothing may stick out to the side");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }

    /// <summary>With one that is read beside that of the samples; whichever test comes first sends it.</summary>
    private static async Task ShowDocumentsAsync(IPage page)
    {
        await page.GotoAsync("/documents");
        var title = page.GetByRole(AriaRole.Link, new() { Name = "d1.html" });
        await Assertions.Expect(title.Or(page.GetByRole(AriaRole.Link, new() { Name = "A note on this library.pdf" })).First).ToBeVisibleAsync();
        if (await title.CountAsync() == 0)
        {
            await page.GetByLabel("Documents to add").SetInputFilesAsync(Path.Combine(Repository.Root, "tests", "assets", "documents", "columns.pdf"));
        }

        await Assertions.Expect(title.First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByText("Read", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    private async Task ShowAsync(WatchedPage watched, string name)
    {
        var page = watched.Page;
        switch (name)
        {
            case "similar":
                await Gallery.OpenAsync(page);
                await Gallery.OpenPictureAsync(page, "Coffee break");
                await page.Keyboard.PressAsync("s");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove filter Like Coffee break.jpg" })).ToBeVisibleAsync();
                await Gallery.ExpectPicturesAsync(page);
                break;
            case "sign-in":
                await page.GotoAsync("/sign-in");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
                break;
            case "gallery":
                await Gallery.OpenAsync(page);
                break;
            case "lightbox":
                await Gallery.OpenAsync(page, "tag=cup");
                await Gallery.OpenPictureAsync(page, "Coffee break");
                await Gallery.ShowInformationAsync(page);
                break;
            case "text":
                await Gallery.OpenAsync(page, "tag=text");
                await Gallery.OpenFirstPictureAsync(page);
                await Gallery.Lightbox(page).GetByRole(AriaRole.Button, new() { Name = "Show the text" }).ClickAsync();
                await Assertions.Expect(Gallery.Lightbox(page).GetByRole(AriaRole.Group, new() { Name = "Text in the picture" })).ToBeVisibleAsync();
                break;
            case "search":
                await Gallery.OpenAsync(page, "tag=person");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove tag person" })).ToBeVisibleAsync();
                break;
            case "directory":
                var folder = (await (await page.APIRequest.GetAsync("/api/v1/folders")).JsonAsync())!.Value.GetProperty("items")[0].GetProperty("id").GetString();
                await Gallery.OpenAsync(page, $"folder={folder}&directory=Space%20flight");
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Deep field, 2 pictures" })).ToBeVisibleAsync();
                break;
            case "studio":
                await page.GotoAsync("/studio");
                await Assertions.Expect(page.GetByPlaceholder("352 things it can draw: search, or scroll")).ToBeVisibleAsync();
                break;
            case "documents":
                await ShowDocumentsAsync(page);
                break;
            case "document":
                await ShowDocumentsAsync(page);
                await page.GetByRole(AriaRole.Link, new() { Name = "d1.html" }).First.ClickAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "Page 1" })).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("A Spanning Title Over Two Columns")).ToBeVisibleAsync();
                break;
            case "folders":
                await page.GotoAsync("/folders");
                await Assertions.Expect(page.GetByText("Pictures").First).ToBeVisibleAsync();
                break;
            case "jobs":
                await page.GotoAsync("/jobs");
                await Assertions.Expect(page.GetByText("Pictures").First).ToBeVisibleAsync();
                break;
            case "account":
                await page.GotoAsync("/account");
                await Assertions.Expect(page.GetByText("Backup of the cellar")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("This one")).ToBeVisibleAsync();
                break;
            case "models":
                await page.GotoAsync("/models");
                await Assertions.Expect(page.GetByText("SigLIP 2 B/16 (224)", new() { Exact = true })).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Models that come with the server" })).ToBeVisibleAsync();
                break;
            case "people":
                await page.GotoAsync("/people");
                await Assertions.Expect(page.GetByText("jonas")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("Invitation of paula")).ToBeVisibleAsync();
                break;
            case "sharing":
                await page.GotoAsync("/folders");
                await page.GetByRole(AriaRole.Button, new() { Name = "Private", Exact = true }).ClickAsync();
                await page.GetByPlaceholder("Add a person").ClickAsync();
                await page.GetByRole(AriaRole.Option, new() { Name = "jonas" }).ClickAsync();
                await Assertions.Expect(page.GetByLabel("What jonas may do")).ToBeVisibleAsync();
                break;
            case "security":
                await page.GotoAsync("/security?kind=user_joined&kind=signed_in&kind=sign_in_failed");
                await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("jonas");
                break;
            case "tags":
                await page.GotoAsync("/tags");
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "person", Exact = true })).ToBeVisibleAsync();
                await page.GetByLabel("Choose person", new() { Exact = true }).CheckAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Toolbar, new() { Name = "Chosen tags" })).ToBeVisibleAsync();
                break;
            case "vocabulary":
                await page.GotoAsync("/vocabulary");
                await Assertions.Expect(page.GetByText("No tag is listed yet")).ToBeVisibleAsync();
                break;
            case "review":
                await page.GotoAsync("/review?model=detector");
                await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Suggestions" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
                break;
            case "review-captions":
                await page.GotoAsync("/review?view=captions");
                await Assertions.Expect(page.GetByText("No caption waits for a review")).ToBeVisibleAsync();
                break;
            case "tagging":
                await page.GotoAsync("/tagging");
                await Assertions.Expect(page.GetByText("No model server is set up.", new() { Exact = false })).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("No run yet.", new() { Exact = false })).ToBeVisibleAsync();
                break;
            case "review-statistics":
                await page.GotoAsync("/review?view=statistics");
                await Assertions.Expect(page.GetByText("detector").First).ToBeVisibleAsync();
                break;
            case "sign-in-code":
                watched.Expects("POST", "/api/v1/session", 401);
                await page.GotoAsync("/sign-in");
                await Entrance.SignInAsync(page, ScannedLibrary.WithSecondFactor);
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
                break;
            case "welcome":
                await page.GotoAsync(library.Invitation);
                await Assertions.Expect(page.GetByLabel("User name")).ToHaveValueAsync("paula");
                break;
            case "albums":
                await page.GotoAsync("/albums");
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "By the lake" })).ToContainTextAsync("2 pictures");
                break;
            case "album":
                await page.GotoAsync("/albums");
                await page.GetByRole(AriaRole.Link, new() { Name = "By the lake" }).ClickAsync();
                await Gallery.ExpectPicturesAsync(page);
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By the lake" })).ToBeVisibleAsync();
                break;
            case "duplicates":
                await page.GotoAsync("/duplicates");
                await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Pictures of the group" })).ToBeVisibleAsync();
                break;
            case "copies":
                await page.GotoAsync("/duplicates?kind=exact");
                await Assertions.Expect(page.GetByText("2 files of")).ToBeVisibleAsync();
                break;
            case "trash":
                await page.GotoAsync("/trash");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Empty the trash" })).ToBeVisibleAsync();
                break;
            case "edits":
                await page.GotoAsync("/edits");
                await Assertions.Expect(page.GetByText("Add the tag “holiday”")).ToBeVisibleAsync();
                break;
            case "dates":
                await Gallery.OpenAsync(page);
                await page.Locator("[data-grid-scroller] a[data-index='0']").FocusAsync();
                await page.Keyboard.PressAsync("Control+a");
                await page.GetByRole(AriaRole.Button, new() { Name = "More to do with them" }).ClickAsync();
                await page.GetByRole(AriaRole.Menuitem, new() { Name = "Shift the dates" }).ClickAsync();
                await page.GetByRole(AriaRole.Dialog).GetByLabel("Hours").FillAsync("2");
                await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("2 pictures change");
                break;
            case "upload":
                await Gallery.OpenAsync(page);
                await page.Keyboard.PressAsync("u");
                await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Uploads" })).ToBeVisibleAsync();
                break;
            case "add-folder":
                await page.GotoAsync("/folders?add=1");
                await page.GetByRole(AriaRole.Button, new() { Name = "More settings" }).ClickAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Write sidecars" })).ToBeVisibleAsync();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "No such page.");
        }
    }
}

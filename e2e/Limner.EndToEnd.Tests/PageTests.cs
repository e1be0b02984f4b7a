using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>Each page as it looks, on a desk and on a telephone, dark and light: whole, without errors, and accessible.</summary>
[Collection(nameof(ScannedLibrary))]
public sealed class PageTests(ScannedLibrary library)
{
    public static TheoryData<string, ColorScheme, int> Looks()
    {
        var looks = new TheoryData<string, ColorScheme, int>();
        foreach (var page in new[] { "sign-in", "gallery", "lightbox", "search", "folders", "jobs" })
        {
            looks.Add(page, ColorScheme.Dark, 1440);
            looks.Add(page, ColorScheme.Light, 1440);
            looks.Add(page, ColorScheme.Dark, 390);
            looks.Add(page, ColorScheme.Light, 390);
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task A_page_is_whole_and_accessible(string name, ColorScheme scheme, int width)
    {
        var height = width < 500 ? 844 : 900;
        await using var watched = name == "sign-in"
            ? await library.Browser.OpenAsync(library.Address, width, height, scheme)
            : await library.OpenSignedInAsync(width, height, scheme);
        await ShowAsync(watched.Page, name);
        await watched.ScreenshotAsync($"{name}-{scheme.ToString().ToLowerInvariant()}-{width}");
        var overflow = await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0, "nothing may stick out to the side");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }

    private static async Task ShowAsync(IPage page, string name)
    {
        switch (name)
        {
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
            case "search":
                await Gallery.OpenAsync(page, "tag=person");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove tag person" })).ToBeVisibleAsync();
                break;
            case "folders":
                await page.GotoAsync("/folders");
                await Assertions.Expect(page.GetByText("Pictures").First).ToBeVisibleAsync();
                break;
            case "jobs":
                await page.GotoAsync("/jobs");
                await Assertions.Expect(page.GetByText("Pictures").First).ToBeVisibleAsync();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "No such page.");
        }
    }
}

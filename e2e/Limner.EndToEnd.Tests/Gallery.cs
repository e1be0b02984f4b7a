using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>What a person does in the gallery.</summary>
internal static class Gallery
{
    /// <summary>Goes to the gallery and waits until the thumbnails on screen have come.</summary>
    public static async Task OpenAsync(IPage page, string query = "")
    {
        await page.GotoAsync(query.Length == 0 ? "/photos" : $"/photos?{query}");
        await ExpectPicturesAsync(page);
    }

    public static async Task ExpectPicturesAsync(IPage page)
    {
        await Expect(page.Locator("[data-grid-scroller] a[data-index]").First).ToBeVisibleAsync();
        await page.WaitForFunctionAsync(
            "() => { const all = [...document.querySelectorAll('[data-grid-scroller] a[data-index] img')]; return all.length > 0 && all.every(img => img.complete && img.naturalWidth > 0); }");
    }

    /// <summary>Waits until the gallery says that it shows so many pictures.</summary>
    public static Task ExpectCountAsync(IPage page, int count) =>
        Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status).First).ToHaveTextAsync(count == 1 ? "1 picture" : $"{count} pictures");

    public static ILocator Picture(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name }).First;

    public static Task OpenPictureAsync(IPage page, string name) => OpenAsync(page, Picture(page, name));

    public static Task OpenFirstPictureAsync(IPage page) => OpenAsync(page, page.Locator("[data-grid-scroller] a[data-index='0']"));

    private static async Task OpenAsync(IPage page, ILocator picture)
    {
        await picture.ClickAsync();

        // Its keys work from the moment it has the focus.
        await Expect(Lightbox(page)).ToBeFocusedAsync();
        await ExpectPictureShownAsync(page);
    }

    /// <summary>Types into the search box and takes the tag it suggests.</summary>
    public static async Task ChooseTagAsync(IPage page, string tag)
    {
        await page.GetByLabel("Search photos").FillAsync(tag);
        var suggestions = page.GetByRole(AriaRole.Option).Filter(new() { HasText = tag }).Filter(new() { HasNotText = "Search for" });
        await suggestions.First.ClickAsync();
    }

    public static ILocator Lightbox(IPage page) => page.GetByRole(AriaRole.Dialog);

    public static Task ExpectPictureShownAsync(IPage page) => page.WaitForFunctionAsync(
        "() => [...document.querySelectorAll('[role=dialog] img')].some(img => img.complete && img.naturalWidth > 0)");

    /// <summary>Opens the information panel unless it is open, and waits for the tags.</summary>
    /// <param name="text">What it says of this picture: it is filled once that is there.</param>
    public static async Task ShowInformationAsync(IPage page, string text = "cup")
    {
        var panel = Lightbox(page).GetByRole(AriaRole.Complementary);
        if (!await panel.IsVisibleAsync())
        {
            await page.Keyboard.PressAsync("i");
        }

        await Expect(panel.GetByText(text).First).ToBeVisibleAsync();
    }
}

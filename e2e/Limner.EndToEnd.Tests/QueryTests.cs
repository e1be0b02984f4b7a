using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>The query language as a person meets it in the search box.</summary>
[Collection(nameof(ScannedLibrary))]
public sealed class QueryTests(ScannedLibrary library)
{
    [Fact]
    public async Task A_query_is_completed_by_keyboard_and_shows_its_terms_and_why_each_picture_was_found()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        var box = page.GetByLabel("Search photos");
        await box.FillAsync("ta");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "tag:" })).ToBeVisibleAsync();
        await box.PressAsync("ArrowUp");
        await box.PressAsync("Enter");
        await Expect(box).ToHaveValueAsync("tag:");
        await box.PressSequentiallyAsync("cu");
        var cup = page.GetByRole(AriaRole.Option, new() { Name = "cup" }).Filter(new() { HasNotText = "Search for" });
        await Expect(cup).ToBeVisibleAsync();
        await cup.ClickAsync();
        await Expect(box).ToHaveValueAsync("tag:cup");
        await Gallery.ExpectCountAsync(page, 2);
        await Expect(Gallery.Picture(page, "tag: cup")).ToBeVisibleAsync();

        await box.FillAsync("tag:cup OR text:picture");
        await box.PressAsync("Enter");
        await Gallery.ExpectCountAsync(page, 3);
        await box.FillAsync("tag:cup -name:copy coffee");
        await box.PressAsync("Enter");
        var terms = page.GetByRole(AriaRole.List, new() { Name = "What is searched for" });
        await Expect(terms.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["tag cup", "not name copy", "coffee"]);
        await terms.GetByRole(AriaRole.Button, new() { Name = "Remove tag:cup" }).ClickAsync();
        await Expect(terms.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["not name copy", "coffee"]);
        new Uri(page.Url).Query.ShouldBe("?q=-name%3Acopy+coffee");
        await watched.ShouldBeAccessibleAsync();

        await box.PressAsync("F1");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "How to search" });
        await Expect(help.GetByText("near:37.57,126.98,10km")).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).Not.ToBeVisibleAsync();

        await Gallery.OpenAsync(page, "q=text:picture");
        await Gallery.OpenFirstPictureAsync(page);
        await page.Keyboard.PressAsync("i");
        await Expect(Gallery.Lightbox(page).GetByText("Found by")).ToBeVisibleAsync();
        await Expect(Gallery.Lightbox(page).Locator("mark").First).ToHaveTextAsync("picture", new() { IgnoreCase = true });
        watched.ShouldHaveNoFaults();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task A_query_that_cannot_be_read_is_underlined_at_its_place(int width, ColorScheme scheme)
    {
        await using var watched = await library.OpenSignedInAsync(width, 844, scheme);
        watched.Expects("GET", "/api/v1/images", 400);
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        var box = page.GetByLabel("Search photos");
        await box.FillAsync("cup rating:9");
        await Expect(page.Locator("mark")).ToHaveTextAsync("rating:9");
        await Expect(page.GetByText("A rating reads 4, >=4, <3, 2..4 or none.")).ToBeVisibleAsync();
        await box.FillAsync("cup (tag:dog");
        await box.PressAsync("Enter");
        var alert = page.GetByRole(AriaRole.Alert);
        await Expect(alert.Locator("mark")).ToHaveTextAsync("(");
        await Expect(alert).ToContainTextAsync("The parenthesis is not closed.");
        await watched.ScreenshotAsync($"query-fault-{scheme.ToString().ToLowerInvariant()}-{width}");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_search_that_is_kept_stands_among_the_albums_and_holds_what_it_finds(int width, ColorScheme scheme)
    {
        await using var watched = await library.OpenSignedInAsync(width, 844, scheme);
        var page = watched.Page;
        await Gallery.OpenAsync(page, "q=tag:cup");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this search" }).ClickAsync();
        var name = $"Cups {width}";
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).Not.ToBeVisibleAsync();
        await page.GotoAsync("/albums");
        var card = page.GetByRole(AriaRole.Link, new() { Name = $"{name} Smart album 2 pictures" });
        await Expect(card).ToBeVisibleAsync();
        await watched.ScreenshotAsync($"smart-albums-{scheme.ToString().ToLowerInvariant()}-{width}");
        await watched.ShouldBeAccessibleAsync();
        await card.ClickAsync();
        await Gallery.ExpectCountAsync(page, 2);

        await page.GotoAsync("/albums");
        await page.GetByRole(AriaRole.Button, new() { Name = $"More for {name}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Forget" }).ClickAsync();
        await Expect(card).Not.ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }
}

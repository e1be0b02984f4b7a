using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Pictures are found by one of the library, and by one that only the browser has.</summary>
[Collection(nameof(ScannedLibrary))]
public sealed class LikenessTests(ScannedLibrary library)
{
    [Fact]
    public async Task More_like_this_leads_to_pictures_by_likeness_and_back()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        await Gallery.OpenPictureAsync(page, "Coffee break");
        await Gallery.Lightbox(page).GetByRole(AriaRole.Button, new() { Name = "More like this" }).ClickAsync();
        var chip = page.GetByRole(AriaRole.Button, new() { Name = "Remove filter Like Coffee break.jpg" });
        await Expect(chip).ToBeVisibleAsync();
        await ExpectMostAlikeAsync(page, "Second cup");
        await Expect(Gallery.Picture(page, "Coffee break")).Not.ToBeVisibleAsync();
        new Uri(page.Url).Query.ShouldStartWith("?like=img_");

        await page.ReloadAsync();
        await ExpectMostAlikeAsync(page, "Second cup");
        await chip.ClickAsync();
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_picture_dropped_onto_the_search_box_is_searched_by_and_not_uploaded()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        var coffee = ManyPictures.WithComment(await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg")), 5);
        var dropped = await page.EvaluateHandleAsync(
            "base64 => { const files = new DataTransfer(); files.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], 'mine.jpg', { type: 'image/jpeg' })); return files; }",
            Convert.ToBase64String(coffee));
        await page.DispatchEventAsync("#search", "drop", new { dataTransfer = dropped });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove filter Like the picture shown" })).ToBeVisibleAsync();
        await ExpectMostAlikeAsync(page, "Coffee break");
        new Uri(page.Url).Query.ShouldStartWith("?like=vec_");

        await page.GetByLabel("A picture to find similar ones by").SetInputFilesAsync(Path.Combine(Repository.Samples, "At home", "Chelsea the cat.jpg"));
        await ExpectMostAlikeAsync(page, "Chelsea the cat");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the search" }).ClickAsync();
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);
        watched.ShouldHaveNoFaults();
    }

    private static Task ExpectMostAlikeAsync(IPage page, string name)
        => Expect(page.Locator($"[data-grid-scroller] a[data-index='0'][aria-label^='{name}'][aria-label$=' alike']")).ToBeVisibleAsync();
}

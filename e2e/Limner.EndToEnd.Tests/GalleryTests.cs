using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

[Collection(nameof(ScannedLibrary))]
public sealed class GalleryTests(ScannedLibrary library)
{
    [Fact]
    public async Task A_tag_chosen_in_the_search_box_becomes_a_chip_and_leaves_only_its_pictures()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);

        await Gallery.ChooseTagAsync(page, "cup");
        var chip = page.GetByRole(AriaRole.Button, new() { Name = "Remove tag cup" });
        await Expect(chip).ToBeVisibleAsync();
        await Expect(Gallery.Picture(page, "Coffee break")).ToBeVisibleAsync();
        await Expect(Gallery.Picture(page, "Retina")).Not.ToBeVisibleAsync();
        await Gallery.ExpectCountAsync(page, 2);
        new Uri(page.Url).Query.ShouldBe("?tag=cup");

        await chip.ClickAsync();
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_folder_is_gone_through_by_its_directories()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await page.GotoAsync("/folders");
        await page.GetByRole(AriaRole.Article).First.GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link).ClickAsync();
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);
        var bar = page.GetByRole(AriaRole.Navigation, new() { Name = "Directories" });
        await bar.GetByRole(AriaRole.Link, new() { Name = "Space flight, 5 pictures" }).ClickAsync();
        await Gallery.ExpectCountAsync(page, 5);
        await bar.GetByRole(AriaRole.Switch).ClickAsync();
        await Gallery.ExpectCountAsync(page, 1);
        await Expect(Gallery.Picture(page, "Astronaut")).ToBeVisibleAsync();
        await bar.GetByRole(AriaRole.Switch).ClickAsync();
        await bar.GetByRole(AriaRole.Link, new() { Name = "Deep field, 2 pictures" }).ClickAsync();
        await Gallery.ExpectCountAsync(page, 2);
        new Uri(page.Url).Query.ShouldContain("directory=Space+flight%2FDeep+field");
        await page.GoBackAsync();
        await Gallery.ExpectCountAsync(page, 5);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove directory Space flight" }).ClickAsync();
        await Gallery.ExpectCountAsync(page, ScannedLibrary.Images);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task A_Hangul_word_finds_the_pictures_of_a_folder_named_so_and_the_page_that_says_it()
    {
        await using var watched = await library.OpenSignedInAsync();
        await Gallery.OpenAsync(watched.Page, "q=" + Uri.EscapeDataString("서울"));
        await Expect(Gallery.Picture(watched.Page, "벽돌길")).ToBeVisibleAsync();
        await Gallery.ExpectCountAsync(watched.Page, 4);
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task The_lightbox_obeys_its_keys_and_Back_closes_it()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page);
        await Gallery.OpenFirstPictureAsync(page);
        var first = page.Url;

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).Not.ToHaveURLAsync(first);
        var second = page.Url;
        await Gallery.ExpectPictureShownAsync(page);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page).ToHaveURLAsync(first);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).ToHaveURLAsync(second);

        await page.Keyboard.PressAsync("Escape");
        await Expect(Gallery.Lightbox(page)).Not.ToBeVisibleAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe("/photos");

        await Gallery.OpenPictureAsync(page, "Coffee break");
        await page.GoBackAsync();
        await Expect(Gallery.Lightbox(page)).Not.ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task The_information_panel_shows_tags_with_confidence_camera_and_files()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page, "tag=cup");
        await Gallery.OpenPictureAsync(page, "Coffee break");
        await Gallery.ShowInformationAsync(page);
        var panel = Gallery.Lightbox(page).GetByRole(AriaRole.Complementary);
        await Expect(panel).ToContainTextAsync("X-T4");
        await Expect(panel).ToContainTextAsync("At home/Coffee break.jpg");
        await Expect(panel).ToContainTextAsync("%");
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task Whoever_signs_out_sees_nothing_more_and_comes_back_to_the_same_page_after_signing_in()
    {
        await using var watched = await library.Browser.OpenAsync(library.Address);
        var page = watched.Page;
        await page.GotoAsync("/sign-in");
        await Entrance.SignInAsync(page);
        await Gallery.ExpectPicturesAsync(page);
        await Entrance.SignOutAsync(page);

        await page.GotoAsync("/photos?tag=person");
        await Entrance.SignInAsync(page);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove tag person" })).ToBeVisibleAsync();
        await Expect(Gallery.Picture(page, "강변의 사진가")).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }
}

using Limner.Testing.Models;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Pictures described by a model: a trial first, then all of them, with captions and tags that say where they come from.</summary>
public sealed class DescribingTests(DescribedPictures library) : IClassFixture<DescribedPictures>
{
    [Fact]
    public async Task A_trial_then_a_run_over_ten_pictures_gives_them_captions_and_tags()
    {
        await using var watched = await library.OpenAsync();
        var page = watched.Page;
        await page.GotoAsync("/tagging");
        await Expect(page.GetByText("Answers", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText(FakeOllama.Model).First).ToBeVisibleAsync();

        // A variable that does not exist is named before anything is asked.
        var text = page.GetByLabel("Text", new() { Exact = true });
        await Expect(text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Describe this picture", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await text.FillAsync("What is it like: {weather}?");
        await Expect(page.GetByText("There is no {weather}.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try it on" })).ToBeDisabledAsync();
        await text.FillAsync("What is to be seen on {date}? In {language}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as another" }).ClickAsync();
        await Expect(page.GetByText("Saved as Standard (mine)")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Try it on 4 pictures" }).ClickAsync();
        var answers = page.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" });
        await Expect(answers.GetByText("A test picture with the number")).ToHaveCountAsync(4, new() { Timeout = 30_000 });
        await watched.ShouldBeAccessibleAsync();
        (await library.Client.GetAsync("tags")).GetProperty("total").GetInt64().ShouldBe(0, "no tag comes of a trial");

        // The model is away when the run begins: the page says so, and it goes on by itself.
        library.Ollama.Mode = FakeMode.Broken;
        await page.GetByRole(AriaRole.Button, new() { Name = "Describe all my pictures" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("10 pictures to ask about");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(page.GetByText("Waiting", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("The model server fails or does not answer").First).ToBeVisibleAsync();
        library.Ollama.Mode = FakeMode.Good;
        await Expect(page.GetByText("10 described")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("Finished", new() { Exact = true })).ToBeVisibleAsync();

        await ReviewAsync(page);
        await Gallery.OpenAsync(page, "tag=gradient");
        await Gallery.ExpectCountAsync(page, DescribedPictures.Pictures);
        await Gallery.OpenFirstPictureAsync(page);
        await Gallery.ShowInformationAsync(page, "gradient");
        var panel = Gallery.Lightbox(page).GetByRole(AriaRole.Complementary);
        await Expect(panel).ToContainTextAsync("A test picture with the number");
        await Expect(panel.GetByRole(AriaRole.Img, new() { Name = "Written by a vision model" })).ToBeVisibleAsync();
        await Expect(panel).ToContainTextAsync("gradient");
        watched.ShouldHaveNoFaults();
    }

    /// <summary>Captions by keyboard: one accepted, one edited, all others rejected at once; and all of it taken back.</summary>
    private async Task ReviewAsync(IPage page)
    {
        await page.GotoAsync("/review?view=captions");
        var list = page.GetByRole(AriaRole.List, new() { Name = "Captions" }).GetByRole(AriaRole.Listitem);
        await Expect(list).ToHaveCountAsync(DescribedPictures.Pictures);
        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByText("accepted.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Caption").FillAsync("In my own words.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByText("edited.")).ToBeVisibleAsync();
        await Expect(list).ToHaveCountAsync(DescribedPictures.Pictures - 2);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("r");
        await Expect(page.GetByText("No caption waits for a review")).ToBeVisibleAsync();
        await Eventually(async () => (await library.Client.GetAsync("images?q=own")).GetProperty("total").GetInt64() == 1);
        await Eventually(async () => (await library.Client.GetAsync("review/captions")).GetProperty("total").GetInt64() == 0);
        for (var left = 3; left > 0; left--)
        {
            await page.Keyboard.PressAsync("z");
            await Expect(list).ToHaveCountAsync(left == 3 ? 8 : left == 2 ? 9 : 10);
        }
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    [Fact]
    public async Task The_page_is_whole_at_every_width()
    {
        await using var watched = await library.OpenAsync(1440, 900, ColorScheme.Dark);
        await watched.Page.GotoAsync("/tagging");
        await ShouldBeWholeAsync();
        await watched.TurnAsync(390, 900, ColorScheme.Light);
        await ShouldBeWholeAsync();

        async Task ShouldBeWholeAsync()
        {
            await Expect(watched.Page.GetByText("Answers", new() { Exact = true })).ToBeVisibleAsync();
            await Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Save as another" })).ToBeVisibleAsync();
            (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "nothing may stick out to the side");
            await watched.ShouldBeAccessibleAsync();
            watched.ShouldHaveNoFaults();
        }
    }
}

using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>The page about vision models with everything on it, and the captions that came of it, as they look.</summary>
public sealed class DescribePageTests(RunsOfEveryKind runs) : IClassFixture<RunsOfEveryKind>
{
    [Fact]
    public async Task Models_runs_prompts_trial_and_dialog_are_whole_and_accessible()
    {
        await using var watched = await runs.Library.OpenAsync(1440, 900, ColorScheme.Light);
        var page = watched.Page;
        await page.GotoAsync($"/tagging?trial={runs.Trial}");
        var answers = page.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" });
        await Expect(answers.GetByText("A test picture with the number")).ToHaveCountAsync(8);
        await Expect(page.GetByText("Its job was cancelled on the page of jobs.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Waiting", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the reasons" }).ClickAsync();
        await Expect(page.GetByText("The model's answer is cut off").First).ToBeVisibleAsync();
        await SectionsAsync("light-1440");
        await watched.TurnAsync(390, 844, ColorScheme.Dark);
        await SectionsAsync("dark-390");
        await page.GetByRole(AriaRole.Button, new() { Name = "Describe all my pictures" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("pictures to ask about");
        await watched.ScreenshotAsync("tagging-dialog-dark-390");
        await WholeAsync(watched);
        await watched.TurnAsync(1440, 900, ColorScheme.Light);
        await watched.ScreenshotAsync("tagging-dialog-light-1440");
        await WholeAsync(watched);

        async Task SectionsAsync(string look)
        {
            foreach (var section in new[] { "Models", "Runs", "Prompt", "Trial", "By itself" })
            {
                await page.GetByRole(AriaRole.Heading, new() { Name = section, Exact = true }).EvaluateAsync("heading => heading.scrollIntoView({ block: 'start' })");
                await watched.ScreenshotAsync($"tagging-{section.Replace(" ", "-", StringComparison.Ordinal).ToLowerInvariant()}-{look}");
            }

            await WholeAsync(watched);
        }
    }

    [Fact]
    public async Task Captions_wait_in_the_review_and_what_is_said_of_them_is_in_reach()
    {
        await using var watched = await runs.Library.OpenAsync(1440, 900, ColorScheme.Light);
        await watched.Page.GotoAsync("/review?view=captions");
        await CaptionsAsync(watched, "light-1440");
        await watched.TurnAsync(390, 844, ColorScheme.Dark);
        await CaptionsAsync(watched, "dark-390");
    }

    private static async Task CaptionsAsync(WatchedPage watched, string look)
    {
        var page = watched.Page;
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Captions" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await watched.ScreenshotAsync($"review-captions-{look}");
        foreach (var action in new[] { "Accept", "Reject", "Edit…" })
        {
            // The whole of it, without scrolling, and not below something else.
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = action })).ToBeInViewportAsync(new() { Ratio = 1 });
            await page.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync(new() { Trial = true });
        }

        await WholeAsync(watched);
    }

    private static async Task WholeAsync(WatchedPage watched)
    {
        (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "nothing may stick out to the side");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }
}

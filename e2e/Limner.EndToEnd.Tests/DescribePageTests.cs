using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>The page about vision models with everything on it, and the captions that came of it, as they look.</summary>
public sealed class DescribePageTests(RunsOfEveryKind runs) : IClassFixture<RunsOfEveryKind>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Models_runs_prompts_trial_and_dialog_are_whole_and_accessible(ColorScheme scheme, int width)
    {
        await using var watched = await OpenAsync(scheme, width);
        var page = watched.Page;
        await page.GotoAsync($"/tagging?trial={runs.Trial}");
        var answers = page.GetByRole(AriaRole.Region, new() { Name = "Answers side by side" });
        await Expect(answers.GetByText("A test picture with the number")).ToHaveCountAsync(8);
        await Expect(page.GetByText("Its job was cancelled on the page of jobs.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Waiting", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the reasons" }).ClickAsync();
        await Expect(page.GetByText("The model's answer is cut off").First).ToBeVisibleAsync();
        foreach (var section in new[] { "Models", "Runs", "Prompt", "Trial", "By itself" })
        {
            await page.GetByRole(AriaRole.Heading, new() { Name = section, Exact = true }).EvaluateAsync("heading => heading.scrollIntoView({ block: 'start' })");
            await watched.ScreenshotAsync($"tagging-{section.Replace(" ", "-", StringComparison.Ordinal).ToLowerInvariant()}-{scheme.ToString().ToLowerInvariant()}-{width}");
        }

        await WholeAsync(watched);
        await page.GetByRole(AriaRole.Button, new() { Name = "Describe all my pictures" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("pictures to ask about");
        await watched.ScreenshotAsync($"tagging-dialog-{scheme.ToString().ToLowerInvariant()}-{width}");
        await WholeAsync(watched);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Captions_wait_in_the_review_and_what_is_said_of_them_is_in_reach(ColorScheme scheme, int width)
    {
        await using var watched = await OpenAsync(scheme, width);
        var page = watched.Page;
        await page.GotoAsync("/review?view=captions");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Captions" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await watched.ScreenshotAsync($"review-captions-{scheme.ToString().ToLowerInvariant()}-{width}");
        foreach (var action in new[] { "Accept", "Reject", "Edit…" })
        {
            // The whole of it, without scrolling, and not below something else.
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = action })).ToBeInViewportAsync(new() { Ratio = 1 });
            await page.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync(new() { Trial = true });
        }

        await WholeAsync(watched);
    }

    private Task<WatchedPage> OpenAsync(ColorScheme scheme, int width) => runs.Library.OpenAsync(width, width < 500 ? 844 : 900, scheme);

    private static async Task WholeAsync(WatchedPage watched)
    {
        (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "nothing may stick out to the side");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }
}

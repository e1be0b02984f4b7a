using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>How people make a model's words their own. Each test has a server with the sample pictures to itself.</summary>
public sealed class TagTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private LimnerProcess _server = null!;
    private LimnerClient _client = null!;

    private Browser Browser { get; } = new();

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();

        // No text is read: that it is there would be one more suggestion, whenever it comes.
        _server = await LimnerProcess.StartAsync(_data.FullName, ["--set", "ocr.enabled=false"]);
        _client = await LimnerClient.SignInAsync(_server.Address);
        var folder = await _client.AddFolderAsync(Repository.Samples);
        var finished = await _client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(2));
        finished.GetProperty("state").GetString().ShouldBe("succeeded", $"{finished}\n{_server.Output}");
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_vocabulary_is_set_tags_are_reviewed_by_keyboard_merged_renamed_and_all_of_it_is_undone()
    {
        await using var watched = await Browser.OpenAsync(_server.Address);
        var page = watched.Page;
        await page.GotoAsync("/sign-in");
        await Entrance.SignInAsync(page);
        await Gallery.ExpectPicturesAsync(page);
        await SetVocabularyAsync(page);
        await ReviewAsync(page);
        await MergeAndRenameAsync(page);
        watched.ShouldHaveNoFaults();
    }

    private async Task SetVocabularyAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Tags" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "About tags" }).GetByRole(AriaRole.Link, new() { Name = "Vocabulary" }).ClickAsync();
        await page.GetByLabel("New tag").FillAsync("people");
        await page.GetByPlaceholder("Enter after each").FillAsync("person");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();
        await Expect(page.GetByText("also: person")).ToBeVisibleAsync();
        (await CountAsync("tag=people")).ShouldBeGreaterThan(0);
        (await CountAsync("tag=person")).ShouldBe(0);
        await page.GetByLabel("Words to deny").FillAsync("cup");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Allow cup again" })).ToBeVisibleAsync();
        (await CountAsync("tag=cup")).ShouldBe(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow cup again" }).ClickAsync();
        await Expect(page.GetByText("No word is denied.")).ToBeVisibleAsync();
        (await CountAsync("tag=cup")).ShouldBeGreaterThan(0);
    }

    /// <summary>Ten suggestions by keyboard: the first five accepted, the others rejected; the last one is taken back.</summary>
    private async Task ReviewAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "About tags" }).GetByRole(AriaRole.Link, new() { Name = "Review" }).ClickAsync();
        var waiting = await WaitingAsync();
        waiting.ShouldBeGreaterThanOrEqualTo(10);
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Suggestions" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(Math.Min(waiting, 60));
        for (var number = 1; number <= 10; number++)
        {
            await page.Keyboard.PressAsync(number <= 5 ? "a" : "r");
            await Eventually(async () => await WaitingAsync() == waiting - number);
        }

        await page.Keyboard.PressAsync("z");
        await Expect(page.GetByText("Undone.")).ToBeVisibleAsync();
        (await WaitingAsync()).ShouldBe(waiting - 9);
        await page.GetByRole(AriaRole.Tab, new() { Name = "Statistics" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Region, new() { Name = "Tags by model" }).GetByRole(AriaRole.Row).Nth(1);
        await Expect(row).ToContainTextAsync("detector");
        var cells = await row.GetByRole(AriaRole.Cell).AllInnerTextsAsync();
        cells.Skip(3).Take(2).ShouldBe(["5", "4"]);
    }

    private async Task MergeAndRenameAsync(IPage page)
    {
        var image = (await _client.GetAsync("images")).GetProperty("items")[0].GetProperty("id").GetString()!;
        await _client.PutAsync($"images/{image}/tags/humans", new { });
        var people = await CountAsync("tag=people");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "About tags" }).GetByRole(AriaRole.Link, new() { Name = "Tags" }).ClickAsync();
        await page.GetByLabel("Choose people", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Choose humans", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Toolbar, new() { Name = "Chosen tags" }).GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("It can be undone for 30 days.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Merge", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "humans", Exact = true })).ToHaveCountAsync(0);
        (await CountAsync("tag=people")).ShouldBeGreaterThanOrEqualTo(people);
        (await CountAsync("tag=humans")).ShouldBe(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo: Merge “humans” into “people”" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "humans", Exact = true })).ToBeVisibleAsync();
        (await CountAsync("tag=people")).ShouldBe(people);

        await page.GetByRole(AriaRole.Button, new() { Name = "What to do with people" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).ClickAsync();
        await page.GetByLabel("New name of people").FillAsync("folks");
        await page.GetByLabel("New name of people").PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "folks", Exact = true })).ToBeVisibleAsync();
        (await CountAsync("tag=folks")).ShouldBe(people);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo: Rename “people” to “folks”" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "people", Exact = true })).ToBeVisibleAsync();
        (await CountAsync("tag=people")).ShouldBe(people);
    }

    private async Task<long> CountAsync(string query) => (await _client.GetAsync($"images?{query}")).GetProperty("total").GetInt64();

    private async Task<int> WaitingAsync() => (await _client.GetAsync("review?limit=1")).GetProperty("total").GetInt32();

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("it has not come about");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}

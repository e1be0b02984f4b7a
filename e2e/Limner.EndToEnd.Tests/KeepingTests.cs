using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>What people trust a library with: that what they have said of their pictures stays, and that what they did by mistake can be taken back.</summary>
[Collection(nameof(AccountServer))]
public sealed class KeepingTests(AccountServer server) : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    [Fact]
    public async Task Many_pictures_are_tagged_after_a_preview_and_the_edit_is_undone()
    {
        await using var watched = await server.OpenAsAdministratorAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page, "q=Holidays");
        await page.Locator("[data-grid-scroller] a[data-index='0']").FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        var bar = page.GetByRole(AriaRole.Toolbar, new() { Name = "Chosen pictures" });
        await Expect(bar.GetByRole(AriaRole.Status)).ToHaveTextAsync($"{AccountServer.SharedPictures} chosen");
        await watched.ShouldBeAccessibleAsync();

        await bar.GetByRole(AriaRole.Button, new() { Name = "Add a tag" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Tag").FillAsync("summer");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync($"{AccountServer.SharedPictures} pictures");
        (await TaggedAsync()).ShouldBe(0, "a preview changes nothing");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        var undo = page.GetByRole(AriaRole.Button, new() { Name = "Undo" });
        await Expect(undo).ToBeVisibleAsync();
        (await TaggedAsync()).ShouldBe(AccountServer.SharedPictures);
        await undo.ClickAsync();
        await Expect(page.GetByText("Undone", new() { Exact = true })).ToBeVisibleAsync();
        (await TaggedAsync()).ShouldBe(0);
        watched.ShouldHaveNoFaults();

        async Task<long> TaggedAsync() => (await server.Administrator.GetAsync("images?tag=summer")).GetProperty("total").GetInt64();
    }

    [Fact]
    public async Task A_directory_that_is_renamed_on_the_disk_loses_nothing()
    {
        var trip = Directory.CreateDirectory(_home.Combine("Journeys/Trip")).FullName;
        ManyPictures.Place(Path.Combine(trip, "lake.png"), ManyPictures.Gradient(501));
        ManyPictures.Place(Path.Combine(trip, "ferry.png"), ManyPictures.Gradient(502));
        var folder = await server.Administrator.AddFolderAsync(_home.Combine("Journeys"));
        await server.Administrator.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(1));
        var lake = (await server.Administrator.GetAsync("images?q=lake")).GetProperty("items")[0].GetProperty("id").GetString()!;
        await server.Administrator.PutAsync($"images/{lake}/marks", new { favourite = true, rating = 5 });
        await server.Administrator.PutAsync($"images/{lake}/tags/grandma", new { });

        await using var watched = await server.OpenAsAdministratorAsync();
        var page = watched.Page;
        await Gallery.OpenAsync(page, $"folder={folder.GetProperty("id").GetString()}");
        var directories = page.GetByRole(AriaRole.Navigation, new() { Name = "Directories" });
        await Expect(directories.GetByRole(AriaRole.Link, new() { Name = "Trip, 2 pictures" })).ToBeVisibleAsync();

        Directory.Move(trip, _home.Combine("Journeys/Lake Lucerne"));

        // By itself: the watch hears of it, and the page of the watch.
        var renamed = directories.GetByRole(AriaRole.Link, new() { Name = "Lake Lucerne, 2 pictures" });
        await Expect(renamed).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(directories.GetByRole(AriaRole.Link, new() { Name = "Trip" })).ToHaveCountAsync(0);
        await renamed.ClickAsync();
        await Gallery.ExpectCountAsync(page, 2);
        await Gallery.OpenPictureAsync(page, "lake.png");
        new Uri(page.Url).AbsolutePath.ShouldBe($"/photos/{lake}");
        await page.Keyboard.PressAsync("i");
        var panel = Gallery.Lightbox(page).GetByRole(AriaRole.Complementary);
        await Expect(panel).ToContainTextAsync("Lake Lucerne/lake.png");
        await Expect(panel).ToContainTextAsync("grandma");
        var image = await server.Administrator.GetAsync($"images/{lake}");
        (image.GetProperty("favourite").GetBoolean(), image.GetProperty("rating").GetInt32()).ShouldBe((true, 5));
        await server.Administrator.DeleteAsync($"folders/{folder.GetProperty("id").GetString()}");
        watched.ShouldHaveNoFaults();
    }

    public void Dispose() => _home.Dispose();
}

using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Near duplicates are found by themselves and decided without a mouse.</summary>
[Collection(nameof(AccountServer))]
public sealed class DuplicateTests(AccountServer server) : IDisposable
{
    private const int Groups = 10;
    private readonly TemporaryDirectory _home = new();

    [Fact]
    public async Task Ten_groups_of_near_duplicates_are_resolved_by_keyboard()
    {
        // Photographs of the samples, each with a copy that has other bytes.
        var directory = Directory.CreateDirectory(_home.Combine("Twice")).FullName;
        var taken = new HashSet<string>(StringComparer.Ordinal) { "Second cup, camera turned.jpg", "IMG_0042 (copy).jpg" };
        foreach (var path in Directory.EnumerateFiles(Repository.Samples, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(path => taken.Add(Path.GetFileName(path))).Take(Groups))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            ManyPictures.Place(Path.Combine(directory, Path.GetFileName(path)), bytes);
            ManyPictures.Place(Path.Combine(directory, $"Copy of {Path.GetFileName(path)}"), ManyPictures.WithComment(bytes, 1));
        }

        var before = await NearAsync();
        var folder = await server.Administrator.AddFolderAsync(directory);
        await server.Administrator.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(2));

        await using var watched = await server.OpenAsAdministratorAsync();
        var page = watched.Page;
        await page.GotoAsync("/duplicates");
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = $"Near {before + Groups}" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = $"Group 1 of {before + Groups}" })).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();

        // The first by choosing: the second picture stays, the first goes; then taken back.
        var pictures = page.GetByRole(AriaRole.List, new() { Name = "Pictures of the group" }).GetByRole(AriaRole.Listitem);
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("k");
        await Expect(pictures.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Trash" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(pictures.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("1 picture moved to the trash.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(page.GetByText("Undone.")).ToBeVisibleAsync();
        (await NearAsync()).ShouldBe(before + Groups);

        for (var left = Groups; left > 0; left--)
        {
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = $"Group 1 of {before + left}" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Enter");
        }

        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = before == 0 ? "Near 0" : $"Near {before}" })).ToBeVisibleAsync();
        (await NearAsync()).ShouldBe(before);
        (await server.Administrator.GetAsync("trash")).GetProperty("items").GetArrayLength().ShouldBe(Groups);
        await server.Administrator.DeleteAsync("trash");
        await server.Administrator.DeleteAsync($"folders/{folder.GetProperty("id").GetString()}");
        watched.ShouldHaveNoFaults();
    }

    public void Dispose() => _home.Dispose();

    private async Task<int> NearAsync()
    {
        while (true)
        {
            var summary = await server.Administrator.GetAsync("duplicates/summary");
            if (summary.GetProperty("pending").GetInt32() == 0)
            {
                return summary.GetProperty("near").GetInt32();
            }

            await Task.Delay(50);
        }
    }
}

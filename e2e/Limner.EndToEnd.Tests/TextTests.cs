using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>A picture is found by a Korean word in it, and the word can be selected where it stands.</summary>
public sealed class TextTests(TextTests.ReadingServer server) : IClassFixture<TextTests.ReadingServer>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    [Fact]
    public async Task A_picture_is_found_by_a_Korean_word_in_it_and_its_text_is_selected()
    {
        var letters = Directory.CreateDirectory(_home.Combine("Letters")).FullName;
        File.Copy(Path.Combine(Repository.Root, "tests", "assets", "ocr", "short-korean.png"), Path.Combine(letters, "scan-1.png"));
        await server.Administrator.AddFolderAsync(letters);

        await using var watched = await server.OpenAsAdministratorAsync();
        var page = watched.Page;
        await ExpectReadAsync();
        await Gallery.OpenAsync(page, "q=" + Uri.EscapeDataString("노예"));
        await Gallery.ExpectCountAsync(page, 1);
        await Gallery.OpenFirstPictureAsync(page);
        var lightbox = Gallery.Lightbox(page);
        await lightbox.GetByRole(AriaRole.Button, new() { Name = "Show the text" }).ClickAsync();
        var text = lightbox.GetByRole(AriaRole.Group, new() { Name = "Text in the picture" });
        var line = text.GetByText("노예제도", new() { Exact = false }).First;
        await Expect(line).ToBeVisibleAsync();

        // Over the line in the picture: within the picture's own box.
        var (lineBox, pictureBox) = ((await line.BoundingBoxAsync())!, (await text.BoundingBoxAsync())!);
        lineBox.X.ShouldBeInRange(pictureBox.X, pictureBox.X + pictureBox.Width);
        lineBox.Y.ShouldBeInRange(pictureBox.Y, pictureBox.Y + pictureBox.Height);
        lineBox.Width.ShouldBeGreaterThan(pictureBox.Width / 2);

        // Dragged along from one end to the other, as with text on a page; the picture stays where it is.
        var middle = lineBox.Y + (lineBox.Height / 2);
        await page.Mouse.MoveAsync(lineBox.X + 2, middle);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(lineBox.X + lineBox.Width - 2, middle, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        (await page.EvaluateAsync<string>("() => getSelection().toString()")).ShouldContain("노예");
        (await text.BoundingBoxAsync())!.X.ShouldBe(pictureBox.X, 0.5f);
        await watched.ShouldBeAccessibleAsync();

        await page.Keyboard.PressAsync("t");
        await Expect(text).ToBeHiddenAsync();
        await Gallery.ShowInformationAsync(page, "Copy the text");
        watched.ShouldHaveNoFaults();

        async Task ExpectReadAsync()
        {
            for (var i = 0; i < 600; i++)
            {
                if ((await server.Administrator.GetAsync("images?q=" + Uri.EscapeDataString("노예"))).GetProperty("total").GetInt64() > 0)
                {
                    return;
                }

                await page.WaitForTimeoutAsync(100);
            }

            throw new TimeoutException("The text was not read within a minute.");
        }
    }

    public void Dispose() => _home.Dispose();

    /// <summary>Where the text of pictures is read.</summary>
    public sealed class ReadingServer : AccountServer
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();
    }
}

using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>Pictures painted in the browser, with a model of a few kilobytes.</summary>
public sealed class StudioTests : IAsyncLifetime
{
    // How many colours an image shows once it is loaded; 0: it never is.
    private const string ColoursShown = """
        image => new Promise((done) => {
          const limit = performance.now() + 20_000;
          const look = () => {
            if (image.naturalWidth === 0) {
              return performance.now() > limit ? done(0) : requestAnimationFrame(look);
            }
            const [width, height] = [image.naturalWidth, image.naturalHeight];
            const canvas = new OffscreenCanvas(width, height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            done(new Set(new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer)).size);
          };
          look();
        })
        """;

    private readonly TemporaryDirectory _data = new();
    private LimnerProcess _server = null!;
    private LimnerClient _client = null!;

    private Browser Browser { get; } = new();

    public async Task InitializeAsync()
    {
        SmallDiffusion.Install(_data.FullName, "sd15", "sd15");
        var browser = Browser.InitializeAsync();
        // Enough can be asked for that a painting lasts until it is cancelled, however fast the machine is.
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: new Dictionary<string, string> { ["GENERATION_MAX_STEPS"] = "900", ["GENERATION_MAX_PICTURES"] = "100" });
        await browser;
        _client = await LimnerClient.SignInAsync(_server.Address);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_picture_is_painted_watched_opened_reused_kept_deleted_and_wanted_back_and_a_cancelled_one_says_so()
    {
        await using var watched = await Browser.OpenAsync(_server.Address, 1440, 900);
        var page = watched.Page;
        (await page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } })).Status.ShouldBe(200);

        // A preview that is asked for the moment its picture is done.
        watched.Expects("GET", "/api/v1/generations/", 404);
        await page.GotoAsync("/studio");
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a photo of a cat");
        await Expect(page.GetByText("tokens")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Size, steps, seed and more" }).ClickAsync();
        await page.GetByLabel("Width").FillAsync("512");
        await page.GetByLabel("Height").FillAsync("512");
        await page.GetByLabel("Steps").FillAsync("900");
        await page.GetByLabel("Pictures", new() { Exact = true }).FillAsync("100");
        await watched.ShouldBeAccessibleAsync();

        // Painted for minutes, were it left: its steps and previews come by themselves.
        await page.Keyboard.PressAsync("Control+Enter");
        var queue = page.GetByRole(AriaRole.Region, new() { Name = "Queue" });
        var preview = queue.GetByRole(AriaRole.Img, new() { Name = "What it looks like so far" });
        await Expect(preview).ToBeVisibleAsync();
        (await preview.EvaluateAsync<int>(ColoursShown)).ShouldBeGreaterThan(16);
        await Expect(queue.GetByText("Step ")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = Browser.ScreenshotPath("studio-painting") });
        await queue.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Cancelled: a photo of a cat" })).ToBeVisibleAsync();

        await page.GetByLabel("Width").FillAsync("64");
        await page.GetByLabel("Height").FillAsync("64");
        await page.GetByLabel("Steps").FillAsync("2");
        await page.GetByLabel("Pictures", new() { Exact = true }).FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint" }).ClickAsync();
        var pictures = page.GetByRole(AriaRole.List, new() { Name = "Paintings" }).GetByRole(AriaRole.Link);
        await Expect(pictures).ToHaveCountAsync(2);
        await Expect(queue).ToHaveCountAsync(0);

        await pictures.First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "a photo of a cat" })).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("studio-opened");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep in library" }).ClickAsync();
        await Expect(dialog.GetByText("In your library")).ToBeVisibleAsync();

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await pictures.Nth(1).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Slider)).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("studio-compare");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await pictures.First.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reuse parameters" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Steps")).ToHaveValueAsync("2");
        await Expect(page.GetByLabel("Seed", new() { Exact = true })).Not.ToHaveValueAsync("");

        await pictures.First.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete all 2" }).ClickAsync();
        await Expect(pictures).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(pictures).ToHaveCountAsync(2);

        // The model that comes with the program says what it draws of a prompt, and what it learned from.
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Model", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Limner Icons" }).ClickAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a lighthouse at dusk");
        await Expect(page.GetByText("Nothing of this has a name it knows.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Things this model can draw" }).FillAsync("eleph");
        await page.GetByRole(AriaRole.Option, new() { Name = "elephant" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add blue to the prompt" }).ClickAsync();
        await Expect(page.GetByText("Draws: blue, elephant.")).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint" }).ClickAsync();
        await Expect(pictures).ToHaveCountAsync(4);
        await pictures.First.ClickAsync();
        await Expect(dialog.GetByText("Nearest picture it learned from")).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("studio-icons-opened");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await page.ScreenshotAsync(new() { Path = Browser.ScreenshotPath("studio-icons") });

        await page.SetViewportSizeAsync(390, 844);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("studio-390");
        watched.ShouldHaveNoFaults();
    }
}

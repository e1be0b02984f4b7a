using Limner.Testing;
using Limner.Testing.Models;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>A model is had in the browser: its licence read, downloaded over a line that breaks, watched, removed.</summary>
public sealed class ModelTests : IAsyncLifetime
{
    private const int VisionSize = 6_000_000;

    private readonly TemporaryDirectory _data = new();
    private LimnerProcess _server = null!;
    private LimnerClient _client = null!;
    private FakeHub _hub = null!;

    private Browser Browser { get; } = new();

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        _hub = await FakeHub.StartAsync();
        _hub.AddClip(VisionSize, 1_000_000);
        _server = await LimnerProcess.StartAsync(_data.FullName, ["--set", $"models.base_address={_hub.Address}"]);
        _client = await LimnerClient.SignInAsync(_server.Address);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
        await _hub.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_model_is_downloaded_over_a_line_that_breaks_shown_with_its_files_and_removed()
    {
        var growing = _data.Combine("models", ".partial", "clip-vit-b32", "files", "onnx", "vision_model.onnx.part");
        _hub.BreakAfter = 2_000_000;
        _hub.BeforeBreak = async length =>
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (new FileInfo(growing) is not { Exists: true } file || file.Length < length)
            {
                await Task.Delay(20, limit.Token);
            }
        };
        _hub.Break = (FakeHub.ClipVision, 1);
        (_hub.HoldPath, _hub.HoldAfter) = (FakeHub.ClipVision, 4_000_000);
        await using var watched = await Browser.OpenAsync(_server.Address, 1440, 900);
        var page = watched.Page;
        (await page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } })).Status.ShouldBe(200);
        await page.GotoAsync("/models");
        var clip = page.GetByRole(AriaRole.Listitem, new() { Name = "CLIP ViT-B/32", Exact = true });
        await Expect(page.GetByText("None yet.")).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("models-light-1440");

        // The licence comes first.
        await clip.GetByRole(AriaRole.Button, new() { Name = "Download CLIP ViT-B/32" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var download = dialog.GetByRole(AriaRole.Button, new() { Name = "Download" });
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "MIT" })).ToBeVisibleAsync();
        await Expect(download).ToBeDisabledAsync();
        await dialog.GetByLabel("I have read the licence").CheckAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("models-licence");
        await download.ClickAsync();

        // It broke off at 2 MB, went on, and now stands at 4.
        var progress = clip.GetByRole(AriaRole.Progressbar, new() { Name = "Download CLIP ViT-B/32" });
        await Expect(clip.GetByText("4 MB of 7 MB")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(progress).ToBeVisibleAsync();
        await watched.ScreenshotAsync("models-progress");
        await page.SetViewportSizeAsync(390, 844);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0);
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("models-progress-390");
        await page.SetViewportSizeAsync(1440, 900);
        _hub.GoOn.SetResult();

        var installed = page.GetByRole(AriaRole.List, new() { Name = "Installed models" });
        await Expect(installed.GetByText("CLIP ViT-B/32", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        _hub.Requests.Where(request => request.Path == FakeHub.ClipVision).Select(request => request.From).ShouldBe([null, 2_000_000]);
        await installed.GetByRole(AriaRole.Button, new() { Name = "5 files of CLIP ViT-B/32" }).ClickAsync();
        await Expect(installed.GetByText("the one the download server announced").First).ToBeVisibleAsync();
        await watched.ShouldBeAccessibleAsync();
        await watched.ScreenshotAsync("models-installed");

        await installed.GetByRole(AriaRole.Button, new() { Name = "Remove CLIP ViT-B/32" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.GetByText("None yet.")).ToBeVisibleAsync();
        Directory.Exists(_data.Combine("models", "clip-vit-b32")).ShouldBeFalse();
        watched.ShouldHaveNoFaults();
    }
}

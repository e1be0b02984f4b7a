using Limner.Testing;
using Microsoft.Playwright;

// One browser and one server at a time: two cores are enough for no more, and what is timed must not wait for a neighbour.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Limner.EndToEnd.Tests;

/// <summary>Debian's Chromium, driven by Playwright; one for all tests, a context (cookies, storage) of its own for each.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",

        // The map draws with WebGL, here without a graphics card.
        "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
    }

    /// <summary>A page as wide as a desk or a telephone, in a session of its own, watched for errors.</summary>
    /// <param name="state">Cookies to begin with, as a context told them; null: none.</param>
    public async Task<WatchedPage> OpenAsync(Uri address, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark, string? state = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = "en-GB",
            TimezoneId = "UTC",
            // Screenshots show states, not the way between them.
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = state,
        });
        context.SetDefaultTimeout(20_000);
        return new WatchedPage(await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Where the screenshots of this run go.</summary>
    public static string ScreenshotPath(string name) => Path.Combine(Repository.Artifacts, "screenshots", name + ".png");
}

using Limner.Testing;
using Microsoft.Playwright;

// One server at a time: another suite runs beside this one, and two cores are enough for no more.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Limner.EndToEnd.Tests;

/// <summary>Debian's Chromium, driven by Playwright; one process for all tests, a context (cookies, storage, cache) of its own for each page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",

        // All that is shown comes from one server: a process of its own for each page, and another kept ready for the next, would only be started.
        "--disable-site-isolation-trials", "--process-per-site",

        // The map draws with WebGL, here without a graphics card.
        "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    ];

    // Started by the first test that looks at something. It ends with this process: Playwright's driver closes its browsers when whoever started it is gone.
    private static readonly Lazy<Task<IBrowser>> Chromium = new(LaunchAsync);
    private readonly List<IBrowserContext> _contexts = [];

    public Task InitializeAsync() => Chromium.Value;

    /// <summary>A page as wide as a desk or a telephone, in a session of its own, watched for errors.</summary>
    /// <param name="state">Cookies to begin with, as a context told them; null: none.</param>
    public async Task<WatchedPage> OpenAsync(Uri address, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark, string? state = null)
    {
        var browser = await Chromium.Value;
        var context = await browser.NewContextAsync(new()
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
        _contexts.Add(context);
        context.SetDefaultTimeout(20_000);
        return new WatchedPage(await context.NewPageAsync());
    }

    /// <summary>Closes what its pages left open.</summary>
    public async Task DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }

    /// <summary>Where the screenshots of this run go.</summary>
    public static string ScreenshotPath(string name) => Path.Combine(Repository.Artifacts, "screenshots", name + ".png");

    private static async Task<IBrowser> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(20_000);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments });
    }
}

using System.Text.Json;
using Limner.Testing.Documents;
using Microsoft.Playwright;

namespace Limner.DocumentTruth.Layout;

/// <summary>Debian's Chromium lays sheets out: what it measures in the page is the truth of what it prints.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    // Without hinting glyphs are as wide on the screen, where blocks are measured, as on paper.
    private static readonly string[] Arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--font-render-hinting=none"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private Chromium(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, _page) = (playwright, browser, page);

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 794, Height = 1123 } });
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        return new Chromium(playwright, browser, page);
    }

    /// <returns>The PDF, and what stands in it.</returns>
    public async Task<(byte[] Pdf, LayoutDocument Truth)> PrintAsync(Sheet sheet)
    {
        await _page.SetContentAsync(sheet.Html(await ResourceAsync("Page.css")));
        await _page.EvaluateAsync("document.fonts.ready");
        // A number more of spare text than fits is no fault; a block that fits no page is.
        await _page.EvaluateAsync($"({await ResourceAsync("Paginate.js")})({sheet.ToJson()})");
        var json = await _page.EvaluateAsync<string>($"({await ResourceAsync("Measure.js")})()");
        var truth = LayoutDocument.Read(System.Text.Encoding.UTF8.GetBytes(json)) with { Kind = sheet.Kind };
        var pdf = await _page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        return (pdf, truth.Elements.Count > 0 ? truth : throw new JsonException($"{sheet.Kind} has no blocks."));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static async Task<string> ResourceAsync(string name)
    {
        using var reader = new StreamReader(typeof(Chromium).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return (await reader.ReadToEndAsync()).Trim();
    }
}

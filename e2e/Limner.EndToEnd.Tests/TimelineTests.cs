using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

public sealed class TimelineTests(LargeLibrary library) : IClassFixture<LargeLibrary>
{
    [Fact]
    public async Task Scrubbing_through_100000_pictures_leads_to_the_month_it_names_and_nothing_moves_when_they_load()
    {
        await using var watched = await library.Browser.OpenAsync(library.Address, 1440, 900, ColorScheme.Dark);
        var page = watched.Page;
        watched.Expects("GET", "/api/v1/images/img_", 409); // thumbnails that were never made
        watched.Expects("GET", "/api/v1/images/img_", 404);
        await page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } });
        await page.AddInitScriptAsync(
            """
            window.shifts = [];
            new PerformanceObserver(list => {
              for (const entry of list.getEntries()) {
                if (!entry.hadRecentInput) {
                  window.shifts.push(...entry.sources.filter(({ node }) => node?.parentElement?.closest('[data-grid-scroller]')).map(({ node }) => node.outerHTML.slice(0, 200)));
                }
              }
            }).observe({ type: 'layout-shift', buffered: true });
            """);
        await page.GotoAsync("/photos");
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status).First).ToHaveTextAsync("100,000 pictures");
        await ExpectLoadedAsync(page);
        var height = await HeightAsync(page);
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Date" });
        var box = (await slider.BoundingBoxAsync())!;

        foreach (var share in new[] { 0.5f, 0.93f, 0.11f, 0.78f, 0.34f, 0.999f, 0.001f })
        {
            await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height * 0.5f));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height * share), new() { Steps = 6 });
            await page.Mouse.UpAsync();
            var (top, month) = (await TopAsync(page), await slider.GetAttributeAsync("aria-valuetext"));
            await ExpectLoadedAsync(page);
            (await TopAsync(page)).ShouldBe(top, $"what is at the top stays there ({month})");
            (await HeightAsync(page)).ShouldBe(height);
            (await slider.GetAttributeAsync("aria-valuetext")).ShouldBe(month);
            (await MonthOnTopAsync(page)).ShouldBe(month);
        }

        await slider.PressAsync("ArrowDown");
        await ExpectLoadedAsync(page);
        (await HeightAsync(page)).ShouldBe(height);
        (await page.EvaluateAsync<string[]>("window.shifts")).ShouldBeEmpty();
        watched.ShouldHaveNoFaults();
    }

    private static Task<double> TopAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('[data-grid-scroller]').scrollTop");

    private static Task<double> HeightAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('[data-grid-scroller]').scrollHeight");

    /// <summary>The month of the picture at the top edge, as the slider would say it.</summary>
    private static Task<string> MonthOnTopAsync(IPage page) => page.EvaluateAsync<string>(
        """
        () => {
          const top = document.querySelector('[data-grid-scroller]').getBoundingClientRect().top;
          const tiles = [...document.querySelectorAll('[data-grid-scroller] a[data-index]')];
          const first = tiles.filter(tile => tile.getBoundingClientRect().bottom > top + 1).sort((a, b) => a.dataset.index - b.dataset.index)[0];
          const day = first.getAttribute('aria-label').replace(', offline', '').split(', ').slice(1).join(', ');
          return new Date(day).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
        }
        """);

    /// <summary>Waits until no place on screen is without its picture's data.</summary>
    private static Task ExpectLoadedAsync(IPage page) => page.WaitForFunctionAsync(
        """
        () => {
          const box = document.querySelector('[data-grid-scroller]').getBoundingClientRect();
          const on = element => { const at = element.getBoundingClientRect(); return at.bottom > box.top && at.top < box.bottom; };
          const tiles = [...document.querySelectorAll('[data-grid-scroller] a[data-index]')].filter(on);
          const ghosts = [...document.querySelectorAll('[data-grid-scroller] [data-ghost]')].filter(on);
          return tiles.length > 4 && ghosts.length === 0;
        }
        """);
}

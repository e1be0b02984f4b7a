using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>A server with pictures that say where they were taken: seven in Seoul, three in Busan, two in Rome, one in Fiji at the antimeridian; and one that does not.</summary>
public sealed class GeotaggedLibrary : IAsyncLifetime
{
    public const int Placed = 13;

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;

    public Browser Browser { get; } = new();

    public Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: LimnerProcess.WithoutModels);
        using var client = await LimnerClient.SignInAsync(_server.Address);
        var positions = Enumerable.Range(0, 5).Select(i => ("palace", 37.5796 + (i * 0.001), 126.9770))
            .Concat(Enumerable.Repeat(("tower", 37.5512, 126.9882), 2))
            .Concat(Enumerable.Range(0, 3).Select(i => ("beach", 35.1587 + (i * 0.002), 129.1604)))
            .Concat([("colosseum", 41.8902, 12.4922), ("forum", 41.8925, 12.4853), ("reef", -16.85, 179.95)]);
        var number = 0;
        foreach (var (name, latitude, longitude) in positions)
        {
            ManyPictures.Place(_home.Combine($"{name} {++number}.png"), Geotagged.Gradient(number, latitude, longitude));
        }

        ManyPictures.Place(_home.Combine("plain.png"), ManyPictures.Gradient(99));
        var folder = await client.AddFolderAsync(_home.FullName);
        var finished = await client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, TimeSpan.FromMinutes(2));
        finished.GetProperty("state").GetString().ShouldBe("succeeded", $"{finished}\n{_server.Output}");
    }

    public async Task<WatchedPage> OpenSignedInAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark)
    {
        var watched = await Browser.OpenAsync(Address, width, height, scheme);
        var answer = await watched.Page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { user_name = LimnerClient.UserName, password = LimnerClient.Password } });
        answer.Status.ShouldBe(200, await answer.TextAsync());
        return watched;
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _home.Dispose();
    }
}

public sealed class MapTests(GeotaggedLibrary library) : IClassFixture<GeotaggedLibrary>
{
    [Fact]
    public async Task Pictures_are_found_on_the_map_by_going_nearer_and_no_request_leaves_the_server()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        var strangers = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && new Uri(request.Url).Authority != library.Address.Authority)
            {
                strangers.Add(request.Url);
            }
        };
        await page.GotoAsync("/photos");
        await page.GetByRole(AriaRole.Link, new() { Name = "Map", Exact = true }).ClickAsync();
        await ExpectReadyAsync(page);
        await Expect(page.GetByText($"{GeotaggedLibrary.Placed} pictures with a place")).ToBeVisibleAsync();
        await Expect(Pictures(page)).ToContainTextAsync($"{GeotaggedLibrary.Placed} pictures here");

        // By key: the button of a cluster has the focus, Enter goes nearer.
        var korea = page.GetByRole(AriaRole.Button, new() { Name = "10 pictures, South Korea" });
        await korea.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var seoul = page.GetByRole(AriaRole.Button, new() { Name = "7 pictures, Seoul, South Korea" });
        await Expect(seoul).ToBeVisibleAsync();
        await Expect(Pictures(page)).ToContainTextAsync("10 pictures here");

        // The address holds where one is, and leads there again.
        await page.WaitForURLAsync(url => url.Contains("at=", StringComparison.Ordinal));
        await page.ReloadAsync();
        await ExpectReadyAsync(page);
        await seoul.ClickAsync();
        var tower = page.GetByRole(AriaRole.Button, new() { Name = "2 pictures, Seoul, South Korea" });
        await tower.ClickAsync();
        await Expect(Pictures(page)).ToContainTextAsync("2 pictures at this spot");
        await Pictures(page).GetByRole(AriaRole.Link, new() { Name = "tower" }).First.ClickAsync();
        await Expect(Gallery.Lightbox(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("i");
        await Expect(page.GetByText("Seoul, South Korea")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show on the map" }).ClickAsync();
        await ExpectReadyAsync(page);
        new Uri(page.Url).AbsolutePath.ShouldBe("/map");
        strangers.ShouldBeEmpty();
        watched.ShouldHaveNoFaults();
    }

    [Fact]
    public async Task Without_WebGL_the_places_are_a_list_that_leads_to_their_pictures()
    {
        await using var watched = await library.OpenSignedInAsync();
        var page = watched.Page;
        await page.AddInitScriptAsync("const real = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : real.call(this, kind, ...more); };");
        await page.GotoAsync("/map");
        await Expect(page.GetByText("it lacks WebGL")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Busan" }).ClickAsync();
        await Gallery.ExpectCountAsync(page, 3);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove place Busan, South Korea" })).ToBeVisibleAsync();
        watched.ShouldHaveNoFaults();
    }

    [Theory]
    [InlineData("map", ColorScheme.Light, 1440)]
    [InlineData("map", ColorScheme.Dark, 390)]
    [InlineData("map", ColorScheme.Light, 390)]
    [InlineData("places", ColorScheme.Dark, 1440)]
    [InlineData("places", ColorScheme.Dark, 390)]
    [InlineData("places", ColorScheme.Light, 390)]
    [Trait("run", "full")]
    public async Task The_map_and_the_list_are_whole_and_accessible_however_they_are_opened(string name, ColorScheme scheme, int width)
    {
        await using var watched = await library.OpenSignedInAsync(width, Height(width), scheme);
        await ShowAsync(watched.Page, name);
        await ShouldBeWholeAsync(watched, name, scheme, width);
    }

    /// <summary>On a desk, then the same page on a telephone in the other light.</summary>
    [Theory]
    [InlineData("map", ColorScheme.Dark, ColorScheme.Light)]
    [InlineData("places", ColorScheme.Light, ColorScheme.Dark)]
    public async Task The_map_and_the_list_are_whole_and_accessible(string name, ColorScheme desk, ColorScheme telephone)
    {
        await using var watched = await library.OpenSignedInAsync(1440, Height(1440), desk);
        await ShowAsync(watched.Page, name);
        await ShouldBeWholeAsync(watched, name, desk, 1440);
        await watched.TurnAsync(390, Height(390), telephone);
        await ExpectShownAsync(watched.Page, name);
        await ShouldBeWholeAsync(watched, name, telephone, 390);
    }

    private static int Height(int width) => width < 500 ? 844 : 900;

    private static async Task ShowAsync(IPage page, string name)
    {
        await page.GotoAsync(name == "map" ? "/map" : "/map?view=list");
        await ExpectShownAsync(page, name);
    }

    private static Task ExpectShownAsync(IPage page, string name)
        => name == "map" ? ExpectReadyAsync(page) : Expect(page.GetByRole(AriaRole.Heading, new() { Name = "South Korea" })).ToBeVisibleAsync();

    private static async Task ShouldBeWholeAsync(WatchedPage watched, string name, ColorScheme scheme, int width)
    {
        await watched.ScreenshotAsync($"{name}-{scheme.ToString().ToLowerInvariant()}-{width}");
        (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "nothing may stick out to the side");
        await watched.ShouldBeAccessibleAsync();
        watched.ShouldHaveNoFaults();
    }

    private static ILocator Pictures(IPage page) => page.GetByRole(AriaRole.Complementary);

    /// <summary>The map is drawn and its first pictures are on it.</summary>
    private static async Task ExpectReadyAsync(IPage page)
    {
        await Expect(page.Locator("[data-map][data-ready]")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => { const all = [...document.querySelectorAll('[data-map] button img')]; return all.length > 0 && all.every(img => img.complete && img.naturalWidth > 0); }");
    }
}

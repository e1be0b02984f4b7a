using System.Net;
using System.Text;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Limner.EndToEnd.Tests;

/// <summary>
/// Naughty strings as names of everything that has one, and every page that shows them in a real browser: every string in the long run; in the short one all that a
/// browser could take for markup or script, and every eighth of the others.
/// </summary>
public sealed class NaughtyStringTests : IAsyncLifetime
{
    private const int Files = 80;
    private const int People = 12;
    private static readonly TimeSpan ScanDeadline = TimeSpan.FromMinutes(3);
    private readonly Browser _browser = new();
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;
    private LimnerClient? _client;

    private LimnerClient Client => _client!;

    /// <summary>Those that a browser could take for markup or script.</summary>
    private static IEnumerable<string> Markup => NaughtyStrings.All.Where(IsMarkup);

    private static bool IsMarkup(string text) => text.Contains('<') || text.Contains("ran(") || text.Contains("{{");

    public async Task InitializeAsync()
    {
        await _browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: new Dictionary<string, string>(LimnerProcess.WithoutModels)
        {
            // A thousand names are given in a minute: this is about what becomes of them.
            ["SECURITY_ENABLE_RATE_LIMITING"] = "false",
        });
        _client = await LimnerClient.SignInAsync(_server.Address);
    }

    [Fact]
    public Task No_markup_or_script_and_few_others_run_or_become_an_element_on_any_page()
        => LookAtPagesAsync([.. NaughtyStrings.All.Where((text, index) => index % 8 == 0 || IsMarkup(text))]);

    [Fact]
    [Trait("run", "full")]
    public Task No_naughty_string_runs_or_becomes_an_element_on_any_page()
    {
        NaughtyStrings.All.Count.ShouldBeGreaterThanOrEqualTo(500);
        return LookAtPagesAsync(NaughtyStrings.All);
    }

    private async Task LookAtPagesAsync(IReadOnlyList<string> names)
    {
        var picture = await ScanFilesAsync();
        var folders = await NameFoldersAsync(names);
        var tags = await TagAsync(picture, names);
        var people = await NamePeopleAsync();
        var invited = await InviteAsync(names);

        await using var watched = await _browser.OpenAsync(_server!.Address);
        var watch = await InjectionWatch.OverAsync(watched.Page);
        var page = watched.Page;
        await page.GotoAsync("/sign-in?back=javascript:ran()");
        await Entrance.SignInAsync(page);
        await Gallery.ExpectPicturesAsync(page);
        await watch.ShouldHaveSeenNothingAsync("the gallery");

        await LookAtPictureAsync(page, picture, tags);
        await watch.ShouldHaveSeenNothingAsync("the lightbox");
        await SearchAsync(page, watch);

        await page.GotoAsync("/folders");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(folders + 1);
        await watch.ShouldHaveSeenNothingAsync("the folders");
        await OpenSharingAsync(page, people);
        await watch.ShouldHaveSeenNothingAsync("the sharing of a folder");

        await page.GotoAsync("/people");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "People" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(people + 1);
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Open links" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(invited);
        await watch.ShouldHaveSeenNothingAsync("the people");

        await page.GotoAsync("/security");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Security events" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await watch.ShouldHaveSeenNothingAsync("the security events");

        await page.GotoAsync("/jobs");
        await Expect(page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await watch.ShouldHaveSeenNothingAsync("the jobs");

        watched.ShouldHaveNoFaults();
        await watch.ShouldNoticeAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _home.Dispose();
    }

    /// <summary>Pictures whose file and directory names are naughty; returns the id of one.</summary>
    private async Task<string> ScanFilesAsync()
    {
        var root = _home.Combine("Pictures <img src=x onerror=ran()>");
        var number = 0;
        foreach (var name in Markup.Where(IsFileName).Take(Files))
        {
            var directory = Path.Combine(root, number % 2 == 0 ? "." : name);
            Directory.CreateDirectory(directory);
            await File.WriteAllBytesAsync(Path.Combine(directory, name + ".png"), ManyPictures.Gradient(number++));
        }

        number.ShouldBe(Files);
        var folder = await Client.AddFolderAsync(root);
        var job = await Client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, ScanDeadline);
        job.GetProperty("state").GetString().ShouldBe("succeeded", $"{job}\n{_server!.Output}");
        var images = await Client.GetAsync("images?limit=1");
        return images.GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    /// <summary>A folder of every name that may be one; returns how many there are.</summary>
    private async Task<int> NameFoldersAsync(IReadOnlyList<string> names)
    {
        var accepted = 0;
        var number = 0;
        foreach (var name in names)
        {
            var path = Directory.CreateDirectory(_home.Combine($"folder {number++}")).FullName;
            accepted += await TryAsync(() => Client.PostAsync("folders", new { path, name, scan = false }));
        }

        accepted.ShouldBeGreaterThan(names.Count * 4 / 5);
        return accepted;
    }

    private async Task<int> TagAsync(string picture, IReadOnlyList<string> names)
    {
        var accepted = 0;
        foreach (var name in names)
        {
            accepted += await TryAsync(() => Client.PutAsync($"images/{picture}/tags/{Uri.EscapeDataString(name)}"));
        }

        accepted.ShouldBeGreaterThan(names.Count * 4 / 5);
        var tags = await Client.GetAsync($"images/{picture}/tags");
        return tags.GetProperty("items").EnumerateArray().Select(tag => tag.GetProperty("id").GetString()).Distinct().Count();
    }

    /// <summary>Accounts: each takes the server a password's hashing, so these are the markup that fits.</summary>
    private async Task<int> NamePeopleAsync()
    {
        var accepted = 0;
        foreach (var name in Markup.Where(text => text.Length <= 64))
        {
            var made = await Client.PostAsync("invitations", new { role = "viewer" });
            var token = made.GetProperty("token").GetString();
            accepted += await TryAsync(async () =>
            {
                using var joined = await LimnerClient.JoinAsync(_server!.Address, token!, name);
            });
            if (accepted == People)
            {
                return accepted;
            }
        }

        throw new InvalidOperationException($"Only {accepted} names were taken.");
    }

    /// <summary>An open link for every name that may be one; returns how many there are in all.</summary>
    private async Task<int> InviteAsync(IReadOnlyList<string> names)
    {
        var accepted = 0;
        foreach (var name in names)
        {
            accepted += await TryAsync(() => Client.PostAsync("invitations", new { role = "viewer", user_name = name }));
        }

        accepted.ShouldBeGreaterThan(names.Count / 4);
        return (await Client.GetAsync("invitations")).GetProperty("items").GetArrayLength();
    }

    private static async Task LookAtPictureAsync(IPage page, string picture, int tags)
    {
        await page.GotoAsync($"/photos/{picture}");
        await Gallery.ExpectPictureShownAsync(page);
        await page.Keyboard.PressAsync("i");
        var panel = Gallery.Lightbox(page).GetByRole(AriaRole.Complementary);
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Remove tag" })).ToHaveCountAsync(tags);
    }

    /// <summary>Suggestions while typing, and chips of names that stand in the address.</summary>
    private static async Task SearchAsync(IPage page, InjectionWatch watch)
    {
        await Gallery.OpenAsync(page);
        foreach (var text in new[] { "<", "\"><", "javascript:", "{{", "'" })
        {
            await page.GetByLabel("Search photos").FillAsync(text);
            await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
            await watch.ShouldHaveSeenNothingAsync($"the suggestions for {text}");
        }

        const string Tag = "<img src=x onerror=ran()>";
        await page.GotoAsync($"/photos?tag={Uri.EscapeDataString(Tag)}&q={Uri.EscapeDataString("\"><svg onload=ran()>")}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Remove tag {Tag}" })).ToBeVisibleAsync();
        await watch.ShouldHaveSeenNothingAsync("the chips");
    }

    private static async Task OpenSharingAsync(IPage page, int people)
    {
        await page.GetByRole(AriaRole.Article).First.GetByRole(AriaRole.Button, new() { Name = "More about" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Share" }).ClickAsync();
        await page.GetByPlaceholder("Add a person").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(people);
    }

    /// <summary>Whether Linux takes it for one name.</summary>
    private static bool IsFileName(string text) =>
        !text.Contains('/') && !text.Contains('\0') && !text.Any(char.IsControl) && Encoding.UTF8.GetByteCount(text) <= 200;

    /// <summary>1 when the name was taken, 0 when it was refused as such; anything else is a fault of the server.</summary>
    private static async Task<int> TryAsync(Func<Task> give)
    {
        try
        {
            await give();
            return 1;
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            return 0;
        }
    }
}

using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>A server that has scanned the sample pictures, and a browser to look at it. Tests that share it only look.</summary>
public sealed class ScannedLibrary : IAsyncLifetime
{
    /// <summary>The pictures of samples/, of which one lies there twice.</summary>
    public const int Images = 21;

    /// <summary>Somebody who signs in with a code as well.</summary>
    public const string WithSecondFactor = "tilda";

    /// <summary>A member with three uploaded pictures: two in an album, one in the trash, and a bulk edit behind her.</summary>
    public const string WithOwnThings = "olga";

    private static readonly TimeSpan ScanDeadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private readonly Dictionary<string, string> _signedIn = [];
    private readonly Dictionary<string, WatchedPage> _kept = [];
    private LimnerProcess? _server;

    public Browser Browser { get; } = new();

    public Uri Address => _server!.Address;

    /// <summary>A one-time link that nobody uses.</summary>
    public string Invitation { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName);
        using var client = await LimnerClient.SignInAsync(Address);
        // A copy under a name that a person would give, and that screenshots may show.
        var pictures = _home.Combine("Pictures");
        CopyPictures(Repository.Samples, pictures);
        var folder = await client.AddFolderAsync(pictures);
        var job = folder.GetProperty("active_job").GetProperty("id").GetString()!;
        var finished = await client.WaitForJobAsync(job, LimnerClient.IsFinished, ScanDeadline);
        finished.GetProperty("state").GetString().ShouldBe("succeeded", $"{finished}\n{_server.Output}");
        await UntilTextIsReadAsync(client);
        await AddPeopleAsync(client);
    }

    /// <summary>The text of pictures is read after the scan: from then on searches find what they will find.</summary>
    private static async Task UntilTextIsReadAsync(LimnerClient client)
    {
        using var limit = new CancellationTokenSource(ScanDeadline);
        while (await FindActiveAsync(client) is { } job)
        {
            await client.WaitForJobAsync(job, LimnerClient.IsFinished, ScanDeadline);
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<string?> FindActiveAsync(LimnerClient client)
        => (await client.GetAsync("jobs")).GetProperty("items").EnumerateArray()
            .Where(job => job.GetProperty("state").GetString() is "queued" or "running")
            .Select(job => job.GetProperty("id").GetString())
            .FirstOrDefault();

    /// <summary>A page that is signed in already: all of one person's are one session, which no test may end.</summary>
    public async Task<WatchedPage> OpenSignedInAsync(int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Dark, string userName = LimnerClient.UserName)
    {
        if (_signedIn.TryGetValue(userName, out var state))
        {
            return await Browser.OpenAsync(Address, width, height, scheme, state);
        }

        var watched = await Browser.OpenAsync(Address, width, height, scheme);
        var answer = await watched.Page.APIRequest.PostAsync("/api/v1/session", new()
        {
            DataObject = new { user_name = userName, password = LimnerClient.Password },
        });
        answer.Status.ShouldBe(200, await answer.TextAsync());
        _signedIn.Add(userName, await watched.Page.Context.StorageStateAsync());
        return watched;
    }

    /// <summary>One page for every test that asks for this person's: each goes to an address of its own, and finds the client's files in the browser already. It is closed with the browser.</summary>
    public async Task<WatchedPage> TurnToAsync(int width, int height, ColorScheme scheme, string userName)
    {
        if (!_kept.TryGetValue(userName, out var watched))
        {
            _kept.Add(userName, watched = await OpenSignedInAsync(width, height, scheme, userName));
            await watched.Page.GotoAsync("/account");
        }

        await watched.BeginAnewAsync(width, height, scheme);
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

    /// <summary>Enough of everything that the pages about people have something to show.</summary>
    private async Task AddPeopleAsync(LimnerClient administrator)
    {
        using var tilda = await JoinAsync(administrator, "member", WithSecondFactor);
        var second = await tilda.PostAsync("me/second-factor", new { password = LimnerClient.Password });
        await tilda.PostAsync("me/second-factor/confirm", new { code = OneTimeCodes.Compute(second.GetProperty("secret").GetString()!) });
        using var olga = await JoinAsync(administrator, "member", WithOwnThings);
        await FillAsync(olga);
        using var jonas = await JoinAsync(administrator, "viewer", "jonas");
        await administrator.PostAsync("api-keys", new { name = "Backup of the cellar", scopes = new[] { "read", "write" } });
        var made = await administrator.PostAsync("invitations", new { role = "member", user_name = "paula" });
        Invitation = made.GetProperty("path").GetString()!;
    }

    private static async Task FillAsync(LimnerClient olga)
    {
        string[] names = ["Heron.jpg", "Jetty.jpg", "Lake.jpg"];
        using var form = new MultipartFormDataContent();
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            form.Add(new ByteArrayContent(ManyPictures.Gradient(9000 + number, 900, 600)), "files", name);
        }

        await olga.SendAsync("upload", form);
        IReadOnlyList<JsonElement> images;
        var start = TimeProvider.System.GetTimestamp();
        while ((images = await olga.GetAllAsync("images")).Count < names.Length)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(ScanDeadline);
            await Task.Delay(50);
        }

        var ids = images.Select(image => image.GetProperty("id").GetString()!).ToList();
        var album = await olga.PostAsync("albums", new { name = "By the lake", description = "Three days in May." });
        await olga.PostAsync($"albums/{album.GetProperty("id").GetString()}/images", new { image_ids = ids.Take(2) });
        await olga.PostAsync("images/bulk", new { image_ids = ids.Take(2), actions = new[] { new { kind = "add_tag", value = "holiday" }, new { kind = "set_taken_at", value = "2024-05-18T10:30:00" } } });
        await olga.DeleteAsync($"images/{ids[2]}");
    }

    private async Task<LimnerClient> JoinAsync(LimnerClient administrator, string role, string userName)
    {
        var made = await administrator.PostAsync("invitations", new { role });
        return await LimnerClient.JoinAsync(Address, made.GetProperty("token").GetString()!, userName);
    }

    private static void CopyPictures(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

[CollectionDefinition(nameof(ScannedLibrary))]
public sealed class ScannedLibraryCollection : ICollectionFixture<ScannedLibrary>;

using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;

namespace Limner.EndToEnd.Tests;

/// <summary>A server with an administrator who has two folders, and a browser. Each test brings people of its own.</summary>
public class AccountServer : IAsyncLifetime
{
    public const int SharedPictures = 4;
    public const int PrivatePictures = 3;
    public const string SharedFolder = "Holidays";
    public const string PrivateFolder = "Diary";

    private static readonly TimeSpan ScanDeadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;

    public Browser Browser { get; } = new();

    public Uri Address => _server!.Address;

    /// <summary>These tests are about people: what models see in the pictures is looked at elsewhere, and not worked out here.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => LimnerProcess.WithoutModels;

    /// <summary>The administrator, over HTTP.</summary>
    public LimnerClient Administrator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: Settings);
        Administrator = await LimnerClient.SignInAsync(Address);
        await AddAsync(SharedFolder, 0, SharedPictures);
        await AddAsync(PrivateFolder, SharedPictures, PrivatePictures);
    }

    /// <summary>Makes a one-time link and returns its path, <c>/welcome#…</c>.</summary>
    public async Task<string> InviteAsync(string role = "member")
    {
        var made = await Administrator.PostAsync("invitations", new { role });
        return made.GetProperty("path").GetString()!;
    }

    /// <summary>A page signed in as a new person of this name.</summary>
    public async Task<WatchedPage> OpenAsNewPersonAsync(string userName, string role = "member", int width = 1440, int height = 900)
    {
        var path = await InviteAsync(role);
        var watched = await Browser.OpenAsync(Address, width, height);
        await watched.Page.GotoAsync(path);
        await Entrance.AcceptAsync(watched.Page, userName);
        return watched;
    }

    /// <summary>A page signed in as the administrator.</summary>
    public async Task<WatchedPage> OpenAsAdministratorAsync(int width = 1440, int height = 900)
    {
        var watched = await Browser.OpenAsync(Address, width, height);
        await watched.Page.GotoAsync("/sign-in");
        await Entrance.SignInAsync(watched.Page);
        await Gallery.ExpectPicturesAsync(watched.Page);
        return watched;
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        Administrator.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _home.Dispose();
    }

    private async Task AddAsync(string name, int first, int count)
    {
        var directory = Directory.CreateDirectory(_home.Combine(name)).FullName;
        for (var number = first; number < first + count; number++)
        {
            ManyPictures.Place(Path.Combine(directory, $"{name} {number}.png"), ManyPictures.Gradient(number));
        }

        var folder = await Administrator.AddFolderAsync(directory);
        var job = folder.GetProperty("active_job").GetProperty("id").GetString()!;
        var finished = await Administrator.WaitForJobAsync(job, LimnerClient.IsFinished, ScanDeadline);
        finished.GetProperty("state").GetString().ShouldBe("succeeded", $"{finished}\n{_server!.Output}");
    }
}

/// <summary>One server for all of these: each test brings people of its own, and leaves the administrator's two folders as they were.</summary>
[CollectionDefinition(nameof(AccountServer))]
public sealed class AccountServerCollection : ICollectionFixture<AccountServer>;

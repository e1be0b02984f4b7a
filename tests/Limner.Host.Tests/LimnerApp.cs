using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Accounts.Users;
using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Host.Tests;

/// <summary>
/// The real server in this process: real Kestrel on a free port of the loopback, real SQLite in a directory of its own. Tests speak HTTP
/// to it through <see cref="Client"/> and the methods that say what a person would do.
/// </summary>
public sealed class LimnerApp : IAsyncDisposable
{
    public const string UserName = "ada";
    public const string Password = "correct horse battery";

    /// <summary>Hashing at its full cost is what tests of <see cref="Passwords"/> and of the real process look at; here some thousand passwords are only a way in.</summary>
    private const int PasswordIterations = 1000;

    private readonly LimnerAppOptions _options;
    private LimnerServer _server;
    private HttpClient? _client;
    private bool _isStopped;

    private LimnerApp(LimnerAppOptions options, TemporaryDirectory directory, LimnerServer server)
    {
        _options = options;
        Directory = directory;
        _server = server;
    }

    /// <summary>Of this test alone. The server's data lies in <see cref="DataDirectory"/>; pictures of the test may lie beside it.</summary>
    public TemporaryDirectory Directory { get; }

    public string DataDirectory => Directory.Combine("data");

    public Uri Address => new(_server.Addresses.First());

    /// <summary>Keeps its cookies, as one browser does.</summary>
    public HttpClient Client => _client ??= NewClient();

    /// <summary>The client's cookies, for connections that are not made through <see cref="Client"/> (WebSockets).</summary>
    public CookieContainer Cookies { get; private set; } = new();

    public IServiceProvider Services => _server.App.Services;

    public static async Task<LimnerApp> StartAsync(LimnerAppOptions? options = null)
    {
        options ??= new LimnerAppOptions();
        var directory = new TemporaryDirectory();
        try
        {
            return new LimnerApp(options, directory, await StartServerAsync(options, directory));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Starts a server and makes its first user, who is signed in on <see cref="Client"/>.</summary>
    public static async Task<LimnerApp> StartSignedInAsync(LimnerAppOptions? options = null)
    {
        var app = await StartAsync(options);
        await app.SetUpAsync();
        return app;
    }

    /// <summary>Makes the first administrator.</summary>
    public async Task SetUpAsync()
    {
        using var response = await Client.PostAsJsonAsync("/api/v1/setup", new { user_name = UserName, password = Password });
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Another browser, not signed in.</summary>
    public HttpClient NewClient()
    {
        var cookies = new CookieContainer();
        if (_client is null)
        {
            Cookies = cookies;
        }

        return NewClient(cookies);
    }

    /// <summary>Another browser whose cookies the test can see.</summary>
    public HttpClient NewClient(CookieContainer cookies)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };

        // As a browser says it: what carries a session must come from the server's own pages.
        client.DefaultRequestHeaders.Add("Origin", Origin);
        return client;
    }

    /// <summary>What a page of this server sends as <c>Origin</c>.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Adds a folder of pictures; its scan begins.</summary>
    /// <returns>The folder as the API shows it.</returns>
    public Task<JsonObject> AddFolderAsync(string path) => SendAsync(HttpMethod.Post, "/api/v1/folders", new { path }, HttpStatusCode.Created);

    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);

    /// <summary>Sends and expects; the message of a failure holds the answer.</summary>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Asks until <paramref name="condition"/> holds: for what the server does in its own time.</summary>
    public async Task<JsonObject> WaitUntilAsync(string path, Func<JsonObject, bool> condition, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var answer = await GetAsync(path);
            if (condition(answer))
            {
                return answer;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"{path} still answers {answer.ToJsonString()}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Stops the server and starts another one on the same data directory. Cookies are kept; the address may change.</summary>
    /// <param name="whileStopped">What is done to the data directory in between.</param>
    public async Task RestartAsync(Func<Task>? whileStopped = null)
    {
        await _server.DisposeAsync();
        await (whileStopped?.Invoke() ?? Task.CompletedTask);
        _server = await StartServerAsync(_options, Directory);
        var old = _client;
        _client = NewClient(Cookies);
        old?.Dispose();
    }

    /// <summary>Stops the server for good; what it leaves on the disk can be looked at.</summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await StopAsync();
        Directory.Dispose();
    }

    private static async Task<LimnerServer> StartServerAsync(LimnerAppOptions options, TemporaryDirectory directory)
    {
        options.Prepare?.Invoke(directory);
        WriteQuietConfiguration(directory.Combine("data"));
        await MigratedDatabase.PlaceAsync(directory.Combine("data", "limner.db"));
        var settings = new Dictionary<string, string>(options.Settings, StringComparer.Ordinal)
        {
            ["storage.data_dir"] = directory.Combine("data"),
            ["server.urls"] = "http://127.0.0.1:0",
        };
        if (settings.GetValueOrDefault("tagging.detect_objects") == "false")
        {
            // Who wants no detector wants no run of it for vectors either.
            settings.TryAdd("search.visual_vectors", "false");
        }

        return await LimnerServer.StartAsync(
            new ServeSettings(new ConfigurationInputs(settings, options.Environment, directory.FullName))
            {
                Folders = options.Folders(directory),
                AdjustServices = services =>
                {
                    services.Replace(ServiceDescriptor.Singleton(_ => new Passwords(PasswordIterations)));
                    if (options.Clock is not null)
                    {
                        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(options.Clock));
                    }

                    options.AdjustServices?.Invoke(services);
                },
                MapMore = options.MapMore,
                WebRoot = directory.Combine("wwwroot"),
            },
            CancellationToken.None);
    }

    /// <summary>Only warnings reach the console, unless a test says otherwise in any other source.</summary>
    private static void WriteQuietConfiguration(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "config.ini");
        if (!File.Exists(path))
        {
            System.IO.Directory.CreateDirectory(dataDirectory);
            File.WriteAllText(path, "[general]\nlog_level = WARNING\n");
        }
    }
}

/// <summary>How a test's server differs from a plain one.</summary>
public sealed record LimnerAppOptions
{
    /// <summary>Pictures are scanned, but no model looks at them: most of what a scan costs, where neither objects nor text nor likeness are asked about.</summary>
    public static IReadOnlyDictionary<string, string> WithoutModels { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tagging.detect_objects"] = "false",
        ["ocr.enabled"] = "false",
        ["search.visual_vectors"] = "false",
    };

    /// <summary>Settings by <c>section.key</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Stands in for the system's clock everywhere in the server.</summary>
    public FakeClock? Clock { get; init; }

    /// <summary>Puts files where the server finds them when it starts: <c>data/config.ini</c>, <c>.env</c>, <c>wwwroot</c>.</summary>
    public Action<TemporaryDirectory>? Prepare { get; init; }

    /// <summary>Folders the server is started with.</summary>
    public Func<TemporaryDirectory, IReadOnlyList<string>> Folders { get; init; } = _ => [];

    public Action<IServiceCollection>? AdjustServices { get; init; }

    /// <summary>Endpoints of the test's own, to provoke what no real endpoint does.</summary>
    public Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder>? MapMore { get; init; }
}

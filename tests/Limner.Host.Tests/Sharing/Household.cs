using Limner.Host.Tests.Jobs;
using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Sharing;

/// <summary>
/// Ada (administrator) has two folders: Divorce, which is her own business, and Holiday. One picture lies in both, first found as
/// <c>Divorce/lawyer/secret.png</c>. Ben (member) and Vera (viewer) live in the same house.
/// </summary>
public sealed class Household : IAsyncLifetime
{
    public LimnerApp App { get; private set; } = null!;

    public HttpClient Ada => App.Client;

    public CookieContainer BensCookies { get; } = new();

    public HttpClient Ben { get; private set; } = null!;

    public HttpClient Vera { get; private set; } = null!;

    public string BensId { get; private set; } = null!;

    public string VerasId { get; private set; } = null!;

    public string Divorce { get; private set; } = null!;

    public string Holiday { get; private set; } = null!;

    /// <summary>The picture that lies in both folders.</summary>
    public string Both { get; private set; } = null!;

    /// <summary>One that lies in Divorce alone.</summary>
    public string Private { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string> { ["tagging.detect_objects"] = "false" } });
        Ben = await App.InviteAsync("ben", "member", BensCookies);
        Vera = await App.InviteAsync("vera", "viewer");
        (BensId, VerasId) = (await Ben.MyIdAsync(), await Vera.MyIdAsync());
        await using var live = await LiveClient.ConnectAsync(App, App.Cookies);
        Divorce = await AddFolderAsync("Divorce", ("lawyer/secret.png", 1), ("letter.png", 2));
        Holiday = await AddFolderAsync("Holiday", ("holiday.png", 1), ("beach.png", 3));

        // What scans leave to do (looking for duplicates) has ended too, and all of it was told: who begins to listen in a test shall not hear of it.
        await WaitAsync(Ada, "jobs", jobs => jobs["items"]!.AsArray().All(job => job!["finished_at"] is not null));
        await ToldAsync(live);
        Both = await IdOfAsync(Ada, "secret.png");
        Private = await IdOfAsync(Ada, "letter.png");
    }

    public async Task DisposeAsync()
    {
        Ben.Dispose();
        Vera.Dispose();
        await App.DisposeAsync();
    }

    public string PathOf(string folder, string file) => App.Directory.Combine(folder, file);

    /// <summary>Writes pictures (equal numbers: equal bytes), adds their directory and waits for the scan.</summary>
    public async Task<string> AddFolderAsync(string name, params (string Path, int Picture)[] pictures)
    {
        foreach (var (path, picture) in pictures)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name, path))!);
            ManyPictures.Place(PathOf(name, path), ManyPictures.Gradient(picture));
        }

        var id = (string)(await App.AddFolderAsync(PathOf(name, "")))["id"]!;
        await ScannedAsync(id);
        return id;
    }

    public async Task ScanAsync(string folder)
    {
        await Ada.SendAsync(HttpMethod.Post, $"/api/v1/folders/{folder}/scan", null, HttpStatusCode.Accepted);
        await ScannedAsync(folder);
    }

    public Task ScannedAsync(string folder) => App.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);

    /// <summary>
    /// Returns once all that was done before was told to <paramref name="live"/> (Ada's). Changes are told in turns; what was noted before the first of two is sent
    /// with its turn or earlier, so before the second.
    /// </summary>
    internal async Task ToldAsync(LiveClient live)
    {
        foreach (var name in new[] { "Told", "Divorce" })
        {
            await Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{Divorce}", new { name }, HttpStatusCode.OK);
            await live.ReceiveAsync("folder_changed", folder => (string?)folder["id"] == Divorce);
        }
    }

    public Task<JsonObject> ShareAsync(string folder, string? everyone = null, params (string User, string Access)[] people)
        => Ada.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/shares", Shares(everyone, people), HttpStatusCode.OK);

    public static object Shares(string? everyone, params (string User, string Access)[] people)
        => new { everyone, people = people.Select(person => new { user_id = person.User, access = person.Access }) };

    public static Task<JsonObject> GetAsync(HttpClient who, string path) => who.SendAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.OK);

    /// <summary>Asks until the answer fits: for what the server does in its own time.</summary>
    public static async Task<JsonObject> WaitAsync(HttpClient who, string path, Func<JsonObject, bool> fits)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await GetAsync(who, path);
            if (fits(answer))
            {
                return answer;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"{path} still answers {answer.ToJsonString()}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static async Task<string[]> NamesAsync(HttpClient who, string query = "")
        => [.. (await GetAsync(who, $"images?{query}"))["items"]!.AsArray().Select(image => (string)image!["name"]!)];

    public static async Task<string> IdOfAsync(HttpClient who, string name)
        => (string)(await GetAsync(who, "images"))["items"]!.AsArray().Single(image => (string)image!["name"]! == name)!["id"]!;

    /// <summary>All of an answer that could tell one thing from another: status, headers and body, apart from the time and the trace id.</summary>
    public static async Task<string> AnswerAsync(HttpClient who, HttpMethod method, string path, object? body = null, string? entityTag = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        if (entityTag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", entityTag);
        }

        using var response = await who.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (text.StartsWith('{'))
        {
            var document = JsonNode.Parse(text)!.AsObject();
            document.Remove("trace_id");
            text = document.ToJsonString();
        }

        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{text}";
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Limner.Testing.Processes;

/// <summary>
/// A person's session with a server over HTTP, by what the API promises alone: no type of the server's is used, so a test
/// notices when an answer changes.
/// </summary>
public sealed class LimnerClient : IDisposable
{
    public const string UserName = "mira";
    public const string Password = "a long enough passphrase";
    private readonly HttpClient _http;
    private readonly CookieContainer _cookies;

    private LimnerClient(Uri address, CookieContainer cookies)
    {
        _cookies = cookies;
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = new Uri(address, "/api/v1/"), Timeout = TimeSpan.FromSeconds(60) };

        // As a browser says it: what carries a session must come from the server's own pages.
        _http.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>Signs in, creating the administrator first where the server has none.</summary>
    public static async Task<LimnerClient> SignInAsync(Uri address)
    {
        var client = new LimnerClient(address, new CookieContainer());
        var setup = await client.GetAsync("setup");
        var route = setup.GetProperty("needed").GetBoolean() ? "setup" : "session";
        await client.PostAsync(route, new { user_name = UserName, password = Password });
        return client;
    }

    /// <summary>Follows a one-time link: a new person of this name, with the usual password, who signs in by it.</summary>
    public static async Task<LimnerClient> JoinAsync(Uri address, string token, string userName)
    {
        var client = new LimnerClient(address, new CookieContainer());
        await client.PostAsync("invitations/accept", new { token, user_name = userName, password = Password });
        return client;
    }

    /// <summary>The session as a request's header, for other programs to go on with.</summary>
    public string CookieHeader => _cookies.GetCookieHeader(_http.BaseAddress!);

    /// <summary>The JSON answer to a GET below /api/v1/; anything but success is an exception with the answer's text.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        using var answer = await _http.PostAsync(path, body is null ? null : JsonContent.Create(body));
        return await ReadAsync(answer);
    }

    /// <summary>As <see cref="PostAsync"/>, with a body that is no JSON.</summary>
    public async Task<JsonElement> SendAsync(string path, HttpContent body)
    {
        using var answer = await _http.PostAsync(path, body);
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> DeleteAsync(string path)
    {
        using var answer = await _http.DeleteAsync(path);
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PutAsync(string path, object? body = null)
    {
        using var answer = await _http.PutAsync(path, body is null ? null : JsonContent.Create(body));
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PatchAsync(string path, object body)
    {
        using var answer = await _http.PatchAsync(path, JsonContent.Create(body));
        return await ReadAsync(answer);
    }

    public async Task<byte[]> GetBytesAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        await EnsureSuccessAsync(answer);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Every item of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetAllAsync(string path)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var separator = path.Contains('?') ? '&' : '?';
            var page = await GetAsync($"{path}{separator}limit=500{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next_cursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>Registers a folder, which starts its scan; returns the folder.</summary>
    public Task<JsonElement> AddFolderAsync(string path) => PostAsync("folders", new { path });

    /// <summary>Waits until a job satisfies <paramref name="condition"/>, asking every 20 ms.</summary>
    public async Task<JsonElement> WaitForJobAsync(string jobId, Func<JsonElement, bool> condition, TimeSpan deadline)
    {
        using var cancellation = new CancellationTokenSource(deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var job = await GetAsync($"jobs/{jobId}");
        try
        {
            while (!condition(job))
            {
                await timer.WaitForNextTickAsync(cancellation.Token);
                job = await GetAsync($"jobs/{jobId}");
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"After {deadline.TotalSeconds:F0} s the job is still {job}.", late);
        }

        return job;
    }

    public static bool IsFinished(JsonElement job) => job.GetProperty("state").GetString() is "succeeded" or "failed" or "cancelled";

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        await EnsureSuccessAsync(answer);
        return answer.StatusCode == HttpStatusCode.NoContent ? default : await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task EnsureSuccessAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var request = answer.RequestMessage!;
            throw new HttpRequestException(
                $"{request.Method} {request.RequestUri!.PathAndQuery}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}", null, answer.StatusCode);
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Limner.Host;
using Limner.Operations.Configuration;
using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Benchmarks.Guard;

/// <summary>
/// What keeping people apart costs: a request that does nothing, behind the whole layer (host check, limits, origin check, session or key,
/// permission, headers) and on bare Kestrel with the same answer, both in this process; and how far sign-ins for known and unknown
/// names can be told apart by the clock.
/// </summary>
internal static class GuardBenchmark
{
    private const string Path = "/api/v1/bench/nothing";
    private const int Block = 500;

    /// <param name="requests">Requests of each kind; blocks of 500 take turns.</param>
    public static async Task OverheadAsync(int requests)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory, limits: true);
        await using var bare = await StartBareAsync();
        using var cookie = await SignInAsync(server);
        using var key = await KeyAsync(cookie, server);
        using var plain = new HttpClient { BaseAddress = new Uri(bare.Urls.First()) };

        (string Name, HttpClient Client, List<double> Times)[] contenders = [("bare Kestrel", plain, []), ("with a session", cookie, []), ("with an API key", key, [])];
        for (var round = -1; round < Math.Max(1, requests / Block); round++)
        {
            foreach (var (_, client, times) in contenders)
            {
                for (var i = 0; i < Block; i++)
                {
                    var clock = Stopwatch.GetTimestamp();
                    using var answer = await client.GetAsync(Path, CancellationToken.None);
                    answer.EnsureSuccessStatusCode();
                    if (round >= 0)
                    {
                        times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                    }
                }
            }
        }

        var none = Median(contenders[0].Times);
        foreach (var (name, _, times) in contenders)
        {
            Console.WriteLine($"{name,-36} {Median(times):F3} ms in the median of {times.Count}, {Median(times) - none:F3} ms more than bare Kestrel");
        }
    }

    /// <param name="times">Sign-ins of each kind, one kind after the other in turn.</param>
    public static async Task SignInAsync(int times)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory, limits: false);
        using var administrator = await SignInAsync(server);
        await DisableAsync(administrator, "was-here");
        using var client = Client(server);
        (string Name, string User, List<double> Times)[] kinds = [("known name, wrong password", LimnerClient.UserName, []), ("unknown name", "nobody-here", []), ("disabled account", "was-here", [])];
        for (var round = -3; round < times; round++)
        {
            for (var turn = 0; turn < kinds.Length; turn++)
            {
                // Each goes first in turn, so that what a round begins with is nobody's alone.
                var (_, user, measured) = kinds[(round + turn + kinds.Length) % kinds.Length];
                var clock = Stopwatch.GetTimestamp();
                using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user_name = user, password = "not the password" });
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                {
                    throw new InvalidOperationException($"A wrong sign-in was answered {(int)answer.StatusCode}.");
                }

                if (round >= 0)
                {
                    measured.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                }
            }
        }

        // Before the lists are sorted for their medians: what else the machine does drifts over minutes, and is alike within a round.
        var known = kinds[0].Times;
        var apart = kinds.Skip(1).Select(kind => (kind.Name, Difference: Median([.. kind.Times.Zip(known, (other, mine) => other - mine)]))).ToList();
        foreach (var (name, _, measured) in kinds)
        {
            Console.WriteLine($"{name,-36} {Median([.. measured]):F2} ms in the median of {measured.Count}");
        }

        foreach (var (name, difference) in apart)
        {
            Console.WriteLine($"{name,-36} {difference:F2} ms more than for a known name, in the median of the rounds");
        }

    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static Task<LimnerServer> StartAsync(TemporaryDirectory directory, bool limits)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["storage.data_dir"] = directory.Combine("data"),
            ["server.urls"] = "http://127.0.0.1:0",
            ["general.log_level"] = "ERROR",

            // On, as it is for people, but further off than a benchmark comes.
            ["security.request_burst"] = "1000000",
            ["security.enable_rate_limiting"] = limits ? "true" : "false",
        };
        return LimnerServer.StartAsync(
            new ServeSettings(new ConfigurationInputs(settings, new Dictionary<string, string>(StringComparer.Ordinal), directory.FullName))
            {
                MapMore = routes => routes.MapGet(Path, () => TypedResults.Ok(new { fine = true })),
                WebRoot = directory.Combine("wwwroot"),
            },
            CancellationToken.None);
    }

    private static async Task<WebApplication> StartBareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet(Path, () => TypedResults.Ok(new { fine = true }));
        await app.StartAsync(CancellationToken.None);
        return app;
    }

    private static HttpClient Client(LimnerServer server) => Client(new Uri(server.Addresses.First()));

    private static HttpClient Client(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        return client;
    }

    private static async Task<HttpClient> SignInAsync(LimnerServer server)
    {
        var client = Client(server);
        using var answer = await client.PostAsJsonAsync("/api/v1/setup", new { user_name = LimnerClient.UserName, password = LimnerClient.Password });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    private static async Task DisableAsync(HttpClient administrator, string name)
    {
        var invited = await ReadAsync(await administrator.PostAsJsonAsync("/api/v1/invitations", new { role = "viewer", user_name = name }));
        using var person = Client(administrator.BaseAddress!);
        var joined = await ReadAsync(await person.PostAsJsonAsync("/api/v1/invitations/accept", new { token = invited.GetProperty("token").GetString(), password = LimnerClient.Password }));
        await ReadAsync(await administrator.PatchAsJsonAsync($"/api/v1/users/{joined.GetProperty("user").GetProperty("id").GetString()}", new { disabled = true }));
    }

    private static async Task<System.Text.Json.JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        }
    }

    private static async Task<HttpClient> KeyAsync(HttpClient owner, LimnerServer server)
    {
        var made = await ReadAsync(await owner.PostAsJsonAsync("/api/v1/api-keys", new { name = "bench", scopes = new[] { "read" } }));
        var client = new HttpClient { BaseAddress = new Uri(server.Addresses.First()) };
        client.DefaultRequestHeaders.Add("X-Api-Key", made.GetProperty("key").GetString());
        return client;
    }
}

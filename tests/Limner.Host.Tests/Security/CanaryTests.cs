using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Security;

/// <summary>Secrets that went through the server are looked for in everything it keeps and says, at its most talkative.</summary>
public sealed class CanaryTests
{
    [Fact]
    public async Task Secrets_appear_in_no_log_no_problem_no_job_and_not_in_the_database()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["general.log_level"] = "DEBUG", ["general.environment"] = "development", ["security.enable_rate_limiting"] = "false" },
        });
        var answers = new StringBuilder();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = LimnerApp.Password };

        // Wrong ones are secrets too: mostly a right one with a slip, or one of another account.
        secrets["wrong password"] = "canary-wrong-password";
        await CollectAsync(HttpMethod.Post, "/api/v1/session", new { user_name = LimnerApp.UserName, password = secrets["wrong password"] });
        secrets["password typed as the name"] = "canary-password-as-name";
        await CollectAsync(HttpMethod.Post, "/api/v1/session", new { user_name = secrets["password typed as the name"], password = "x" });
        secrets["unknown field"] = "canary-in-unknown-field";
        await CollectAsync(HttpMethod.Post, "/api/v1/session", new { user_name = "x", password = "y", pasword = secrets["unknown field"] });

        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "program", scopes = new[] { "read", "write", "admin" } }, HttpStatusCode.Created);
        secrets["API key"] = (string)made["key"]!;
        secrets["wrong API key"] = "lmn_canaryWrongKey0123456789canaryWrongKey01234";
        foreach (var key in new[] { secrets["API key"], secrets["wrong API key"] })
        {
            using var program = app.NewClient();
            program.DefaultRequestHeaders.Authorization = new("Bearer", key);
            await CollectAsync(HttpMethod.Get, "/api/v1/folders", null, program);
            await CollectAsync(HttpMethod.Post, "/api/v1/folders", new { path = 3 }, program);
        }

        secrets["key in the query"] = "lmn_canaryInTheQuery0123456789";
        await CollectAsync(HttpMethod.Get, $"/api/v1/folders?api_key={secrets["key in the query"]}", null, app.NewClient());

        secrets["invitation"] = (string)(await app.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "member", user_name = "bob" }, HttpStatusCode.Created))["token"]!;
        await CollectAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token = secrets["invitation"] });
        secrets["live token"] = (string)(await app.SendAsync(HttpMethod.Post, "/api/v1/live-token", null, HttpStatusCode.OK))["token"]!;
        await CollectAsync(HttpMethod.Get, $"/hubs/live?access_token={secrets["live token"]}", null, app.NewClient());

        var factor = await app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        secrets["second factor"] = (string)factor["secret"]!;
        secrets["new password"] = "canary-the-new-password";
        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = LimnerApp.Password, new_password = secrets["new password"] }, HttpStatusCode.NoContent);
        secrets["session"] = app.Cookies.GetCookies(app.Address)["limner_session"]!.Value;

        Directory.CreateDirectory(app.Directory.Combine("pictures"));
        ManyPictures.Place(app.Directory.Combine("pictures", "one.png"), ManyPictures.Gradient(1));
        await app.AddFolderAsync(app.Directory.Combine("pictures"));
        await app.WaitUntilAsync("/api/v1/jobs", page => page["items"]!.AsArray().Any(job => (string?)job!["state"] == "succeeded"));
        foreach (var address in new[] { "/api/v1/jobs", "/api/v1/security/events", "/api/v1/users", "/api/v1/api-keys", "/api/v1/invitations", "/api/v1/me/sessions", "/api/v1/me" })
        {
            answers.Append((await app.GetAsync(address)).ToJsonString());
        }

        await app.StopAsync();
        answers.Length.ShouldBeGreaterThan(2000);
        var kept = Directory.EnumerateFiles(app.DataDirectory, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(app.DataDirectory, path), File.ReadAllBytes, StringComparer.Ordinal);
        kept.Keys.ShouldContain("limner.db");
        kept.Keys.ShouldContain("limner.log");
        kept.Keys.ShouldContain("security.log");
        Encoding.UTF8.GetString(kept["limner.log"]).ShouldContain(" DBG ", Case.Sensitive, "the log is not as talkative as it was told to be");
        foreach (var (what, secret) in secrets)
        {
            answers.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"an answer tells the {what}");
            foreach (var (name, bytes) in kept)
            {
                (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0 && bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)) < 0).ShouldBeTrue($"{name} holds the {what}");
            }
        }

        async Task CollectAsync(HttpMethod method, string address, object? body, HttpClient? client = null)
        {
            using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await (client ?? app.Client).SendAsync(request);
            answers.Append(response.Headers).Append(await response.Content.ReadAsStringAsync());
        }
    }
}

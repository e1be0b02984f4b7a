using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Limner.Storage;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.ApiKeys;

public sealed class ApiKeyJourneys
{
    private const string Header = "X-Api-Key";

    [Theory]
    [InlineData(Header, "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    public async Task A_key_lets_a_program_in_by_either_header(string header, string before)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (key, view) = await AddKeyAsync(app, "read");
        key.ShouldStartWith("lmn_");
        key.Length.ShouldBe(47);
        view["prefix"]!.GetValue<string>().ShouldBe(key[..8]);
        using var program = Program(app, header, before + key);
        (await program.GetAsync("/api/v1/folders")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_shown_once_and_kept_as_a_hash()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (key, view) = await AddKeyAsync(app, "read", "write");
        var listed = (await app.GetAsync("/api/v1/api-keys"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        listed.ToJsonString().ShouldNotContain(key);
        listed["id"]!.GetValue<string>().ShouldBe(view["id"]!.GetValue<string>());
        listed["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).ShouldBe(["read", "write"]);
        await using var db = app.Services.GetRequiredService<IDatabase>().Read();
        (await db.Database.SqlQueryRaw<string>("SELECT key_hash || ' ' || name || ' ' || prefix || ' ' || scopes AS Value FROM api_keys").SingleAsync()).ShouldNotContain(key);
    }

    [Fact]
    public async Task A_scope_opens_its_own_routes_only()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (reading, _) = await AddKeyAsync(app, "read");
        var (administering, _) = await AddKeyAsync(app, "admin");
        using var reader = Program(app, Header, reading);
        using var administrator = Program(app, Header, administering);
        (await StatusAsync(reader, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(reader, HttpMethod.Post, "/api/v1/jobs/job_1/cancel")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(reader, HttpMethod.Get, "/api/v1/folders/browse")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(administrator, HttpMethod.Get, "/api/v1/folders/browse")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(administrator, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_key_reaches_the_account_it_belongs_to()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (key, _) = await AddKeyAsync(app, "read", "write", "generate", "metrics", "admin");
        using var program = Program(app, Header, key);
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/api-keys")).ShouldBe(HttpStatusCode.Forbidden);
        using var more = await program.PostAsJsonAsync("/api/v1/api-keys", new { name = "more", scopes = new[] { "admin" } });
        more.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonNode.Parse(await more.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("authorization");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (key, view) = await AddKeyAsync(app, "read");
        using var program = Program(app, Header, key);
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        var address = $"/api/v1/api-keys/{view["id"]!.GetValue<string>()}";
        await app.SendAsync(HttpMethod.Delete, address, body: null, HttpStatusCode.NoContent);
        using var refused = await program.GetAsync("/api/v1/jobs");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("authentication");
        (await app.GetAsync("/api/v1/api-keys"))["items"]!.AsArray().ShouldBeEmpty();
        await app.SendAsync(HttpMethod.Delete, address, body: null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_ends_when_it_expires()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "short", scopes = new[] { "read" }, expires_at = clock.GetUtcNow().AddSeconds(2) }, HttpStatusCode.Created);
        using var program = Program(app, Header, made["key"]!.GetValue<string>());
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(2));
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.Unauthorized);
        var late = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "late", scopes = new[] { "read" }, expires_at = clock.GetUtcNow() }, HttpStatusCode.BadRequest);
        late["field"]!.GetValue<string>().ShouldBe("expires_at");
    }

    [Fact]
    public async Task A_key_ends_within_moments_when_its_row_says_so()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var (key, _) = await AddKeyAsync(app, "read");
        using var program = Program(app, Header, key);
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        await app.Services.GetRequiredService<IDatabase>().WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync("UPDATE users SET disabled_at = 1", token), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(5));
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/setup")]
    [InlineData("/health")]
    public async Task A_wrong_key_is_refused_even_with_a_good_cookie_and_where_anybody_may_look(string path)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        foreach (var (header, value) in new[] { (Header, "lmn_wrong"), (Header, ""), (Header, "lmn_" + new string('A', 43)), ("Authorization", "Bearer nothing") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await app.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{header}: {value}");
        }
    }

    [Fact]
    public async Task The_password_of_a_proxy_in_front_is_nobodys_key()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic YWRhOng=");
        using var response = await app.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_in_the_address_is_nothing()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var (key, _) = await AddKeyAsync(app, "read");
        using var stranger = app.NewClient();
        foreach (var name in new[] { "api_key", "x-api-key", "access_token", "key", "token" })
        {
            (await stranger.GetAsync($"/api/v1/jobs?{name}={key}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, name);
        }
    }

    [Fact]
    public async Task A_thousand_wrong_keys_are_slowed_down_and_keep_nobody_else_out()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var (key, _) = await AddKeyAsync(app, "read");
        using var guesser = Program(app, Header, "lmn_" + new string('x', 43));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 1000; i++)
        {
            using var answer = await guesser.GetAsync("/api/v1/me");
            answers.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 6);
            }
        }

        answers.Count(answer => answer == HttpStatusCode.Unauthorized).ShouldBe(20);
        answers.Count(answer => answer == HttpStatusCode.TooManyRequests).ShouldBe(980);
        using var program = Program(app, Header, key);
        (await StatusAsync(program, HttpMethod.Get, "/api/v1/jobs")).ShouldBe(HttpStatusCode.OK);
        await app.GetAsync("/api/v1/me");
    }

    [Fact]
    public async Task The_last_use_is_noted_once_a_minute_and_when_the_server_stops()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var (key, _) = await AddKeyAsync(app, "read");
        var first = clock.GetUtcNow();
        using var program = Program(app, Header, key);
        await program.GetAsync("/api/v1/jobs");
        var noted = await app.WaitUntilAsync("/api/v1/api-keys", list => list["items"]![0]!["last_used_at"] is not null);
        noted["items"]![0]!["last_used_at"]!.GetValue<DateTimeOffset>().ShouldBe(first);
        noted["items"]![0]!["last_used_address"]!.GetValue<string>().ShouldBe("127.0.0.1");

        clock.Advance(TimeSpan.FromSeconds(10));
        await program.GetAsync("/api/v1/jobs");
        (await app.GetAsync("/api/v1/api-keys"))["items"]![0]!["last_used_at"]!.GetValue<DateTimeOffset>().ShouldBe(first);
        await app.RestartAsync();
        (await app.GetAsync("/api/v1/api-keys"))["items"]![0]!["last_used_at"]!.GetValue<DateTimeOffset>().ShouldBe(first.AddSeconds(10));
    }

    [Theory]
    [InlineData("""{"name":" ","scopes":["read"]}""", "name")]
    [InlineData("""{"name":"a\u0000b","scopes":["read"]}""", "name")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["everything"]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":[null]}""", "scopes")]
    [InlineData("""{"name":"a"}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["read"],"expires_at":"tomorrow"}""", "expires_at")]
    public async Task What_is_wrong_with_a_new_key_is_said_by_its_field(string body, string field)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var response = await app.Client.PostAsync("/api/v1/api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["field"]!.GetValue<string>().ShouldBe(field);
    }

    private static async Task<(string Key, JsonNode View)> AddKeyAsync(LimnerApp app, params string[] scopes)
    {
        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "a program", scopes }, HttpStatusCode.Created);
        return (made["key"]!.GetValue<string>(), made["api_key"]!);
    }

    private static HttpClient Program(LimnerApp app, string header, string value)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return client;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var response = await client.SendAsync(new HttpRequestMessage(method, path));
        return response.StatusCode;
    }
}

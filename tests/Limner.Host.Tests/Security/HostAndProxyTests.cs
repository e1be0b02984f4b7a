using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Limner.Host.Tests.Security;

public sealed class HostAndProxyTests
{
    private static readonly object Guess = new { user_name = LimnerApp.UserName, password = "not the password" };

    [Theory]
    [InlineData("evil.example", "/api/v1/setup")]
    [InlineData("evil.example:8080", "/")]
    [InlineData("127.0.0.1.evil.example", "/health")]
    [InlineData("localhost.evil.example", "/hubs/live")]
    [InlineData("xphotos.example", "/index.html")]
    [InlineData("photos.example.evil.example", "/api/v1/setup")]
    public async Task A_name_that_is_not_this_servers_gets_no_answer(string host, string path)
    {
        await using var app = await LimnerApp.StartAsync(WithSettings(("server.allowed_hosts", "photos.example, *.home.example")));
        using var response = await SendAsync(app.Client, HttpMethod.Get, path, ("Host", host));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("host_refused");
        using var post = await SendAsync(app.Client, HttpMethod.Post, "/api/v1/setup", ("Host", host));
        post.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.GetAsync("/api/v1/setup"))["needed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("192.168.1.20")]
    [InlineData("[::1]:8080")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:3000")]
    [InlineData("Photos.example")]
    [InlineData("attic.home.example:8080")]
    public async Task Addresses_the_machines_own_names_and_those_that_are_named_do(string host)
    {
        await using var app = await LimnerApp.StartAsync(WithSettings(("server.allowed_hosts", "photos.example, *.home.example")));
        foreach (var name in new[] { host, Dns.GetHostName(), $"{Dns.GetHostName()}.local:8080" })
        {
            using var response = await SendAsync(app.Client, HttpMethod.Get, "/api/v1/setup", ("Host", name));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task Forwarded_headers_of_strangers_are_nothing_and_help_no_guesser()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var guesser = app.NewClient();
        var evaluated = 0;
        for (var i = 0; i < 30; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(Guess) };
            request.Headers.Add("X-Forwarded-For", $"10.0.0.{i}");
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("Forwarded", $"for=10.0.0.{i}");
            request.Headers.Add("X-Real-IP", $"10.0.0.{i}");
            using var response = await guesser.SendAsync(request);
            response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
            evaluated += response.StatusCode == HttpStatusCode.Unauthorized ? 1 : 0;
        }

        evaluated.ShouldBe(10);
        await app.GetAsync("/api/v1/me");
    }

    [Fact]
    public async Task A_trusted_proxy_says_who_asks_and_how()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithSettings(("server.trusted_proxies", "127.0.0.1, 10.1.0.0/16"), ("server.forward_limit", "2"), ("server.allowed_hosts", "photos.example")));
        using var guesser = app.NewClient();
        for (var i = 0; i < 12; i++)
        {
            // The last hop is a proxy that is named; what stands before the client's own address is the client's invention.
            using var response = await SignInAsync(guesser, $"6.6.6.{i}, 203.0.113.7, 10.1.2.3");
            response.StatusCode.ShouldBe(i < 10 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);
        }

        using var other = await SignInAsync(guesser, "203.0.113.8");
        other.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var secure = await SendAsync(guesser, HttpMethod.Get, "/api/v1/setup", ("X-Forwarded-For", "203.0.113.8"), ("X-Forwarded-Proto", "https"), ("Host", "photos.example"));
        secure.StatusCode.ShouldBe(HttpStatusCode.OK);
        secure.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem().ShouldStartWith("max-age=");
    }

    [Fact]
    public async Task A_client_in_the_proxies_own_network_cannot_choose_its_address()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithSettings(("server.trusted_proxies", "127.0.0.1, 10.0.0.0/8")));
        using var guesser = app.NewClient();
        for (var i = 0; i < 12; i++)
        {
            // The proxy adds 10.0.0.66, who sent the rest.
            using var response = await SignInAsync(guesser, $"6.6.6.{i}, 10.0.0.66");
            response.StatusCode.ShouldBe(i < 10 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);
        }
    }

    [Fact]
    public async Task A_proxy_passes_the_host_on_and_X_Forwarded_Host_is_nothing()
    {
        await using var app = await LimnerApp.StartAsync(WithSettings(("server.trusted_proxies", "127.0.0.1"), ("server.allowed_hosts", "photos.example")));
        using var rebound = await SendAsync(app.Client, HttpMethod.Get, "/api/v1/setup", ("X-Forwarded-For", "203.0.113.8"), ("Host", "evil.example"), ("X-Forwarded-Host", "photos.example"));
        rebound.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var harmless = await SendAsync(app.Client, HttpMethod.Get, "/api/v1/setup", ("X-Forwarded-For", "203.0.113.8"), ("Host", "photos.example"), ("X-Forwarded-Host", "evil.example"));
        harmless.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_with_tls_the_cookie_is_for_tls_only()
    {
        await using var app = await LimnerApp.StartSignedInAsync(WithSettings(("server.trusted_proxies", "127.0.0.1")));
        using var client = app.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { user_name = LimnerApp.UserName, password = LimnerApp.Password }) };
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Origin", app.Origin.Replace("http:", "https:", StringComparison.Ordinal));
        using var response = await client.SendAsync(request);
        response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("limner_session=", StringComparison.Ordinal)).ShouldContain("secure", Case.Insensitive);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(Guess) };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        return client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request);
    }

    private static LimnerAppOptions WithSettings(params (string Key, string Value)[] settings)
        => new() { Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal) };
}

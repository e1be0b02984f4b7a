using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;

namespace Limner.Host.Tests.Security;

public sealed class CrossSiteTests(SharedSignedInApp shared) : IClassFixture<SharedSignedInApp>
{
    private readonly LimnerApp _app = shared.App;

    [Theory]
    [InlineData("http://evil.example", null)]
    [InlineData("null", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData(null, "none")]
    [InlineData(null, null)]
    public async Task What_does_not_come_from_here_changes_nothing(string? origin, string? site)
    {
        using var browser = Browser(origin, site);
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/v1/api-keys"), (HttpMethod.Delete, "/api/v1/session"), (HttpMethod.Post, "/api/v1/live-token"), (HttpMethod.Post, "/hubs/live/negotiate") })
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent("""{"name":"stolen","scopes":["admin"]}""", Encoding.UTF8, "application/json") };
            using var response = await browser.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("authorization");
        }

        (await _app.GetAsync("/api/v1/api-keys"))["items"]!.AsArray().ShouldBeEmpty();
        await _app.WaitUntilAsync("/api/v1/security/events?kind=cross_site_refused", page => page["items"]!.AsArray().Count > 0);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("")]
    public async Task Nor_does_it_open_the_live_connection(string origin)
    {
        var status = HttpStatusCode.OK;
        await Should.ThrowAsync<WebSocketException>(() => LiveClient.ConnectAsync(_app, _app.Cookies, refusal => status = refusal, origin));
        status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "name=a")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    [InlineData("text/plain", """{"name":"a","scopes":["read"]}""")]
    [InlineData("TEXT/PLAIN;charset=utf-8", """{"name":"a","scopes":["read"]}""")]
    [InlineData("text/plain/", """{"name":"a","scopes":["read"]}""")]
    public async Task What_a_form_can_send_is_taken_nowhere(string contentType, string body)
    {
        foreach (var path in new[] { "/api/v1/api-keys", "/api/v1/live-token", "/api/v1/session", "/hubs/live/negotiate" })
        {
            using var content = new StringContent(body);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using var response = await _app.Client.PostAsync(path, content);
            response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, path);
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("media_type_unsupported");
        }
    }

    private HttpClient Browser(string? origin, string? site)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = _app.Cookies }) { BaseAddress = _app.Address };
        if (origin is not null)
        {
            client.DefaultRequestHeaders.Add("Origin", origin);
        }

        if (site is not null)
        {
            client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        }

        return client;
    }
}

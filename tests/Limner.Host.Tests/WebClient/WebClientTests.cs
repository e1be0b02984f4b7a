using System.Net;
using System.Net.Http.Headers;

namespace Limner.Host.Tests.WebClient;

public sealed class WebClientTests(WebClientTests.Server server) : IClassFixture<WebClientTests.Server>
{
    private readonly LimnerApp _app = server.App;

    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/folders")]
    [InlineData("/images/img_1")]
    public async Task A_browser_gets_the_client_at_every_page_of_it(string path)
    {
        using var response = await GetAsync(_app, path, Browser);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        (await response.Content.ReadAsStringAsync()).ShouldBe("<p>client</p>");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("application/json, text/html;q=0.5")]
    [InlineData(null)]
    public async Task A_program_gets_the_apis_information_at_the_root(string? accept)
    {
        using var response = await GetAsync(_app, "/", accept);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldMatch("""^\{"name":"Limner","version":"[0-9.]+","api":"/api/v1","docs":"/docs"\}$""");
    }

    [Fact]
    public async Task Files_with_a_hash_in_their_name_are_kept_for_good_and_others_are_asked_for_again()
    {
        using var hashed = await GetAsync(_app, "/assets/main-1a2b3c.js", "*/*");
        hashed.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        hashed.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        using var plain = await GetAsync(_app, "/favicon.svg", "*/*");
        plain.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/assets/gone.js")]
    [InlineData("/../../data/config.ini")]
    [InlineData("/%2e%2e/data/config.ini")]
    public async Task What_is_no_page_is_not_answered_with_one(string path)
    {
        using var response = await GetAsync(_app, path, path.Contains("config", StringComparison.Ordinal) ? "*/*" : Browser);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Text_is_compressed_when_the_client_takes_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/main-1a2b3c.js");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var response = await _app.Client.SendAsync(request);
        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        (await response.Content.ReadAsByteArrayAsync()).Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Without_a_built_client_the_api_works_all_the_same()
    {
        await using var app = await LimnerApp.StartAsync();
        (await GetAsync(app, "/", Browser)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> GetAsync(LimnerApp app, string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await app.Client.SendAsync(request);
    }

    public sealed class Server : SharedApp
    {
        protected override LimnerAppOptions Options => new()
        {
            Prepare = directory =>
            {
                Directory.CreateDirectory(directory.Combine("wwwroot", "assets"));
                File.WriteAllText(directory.Combine("wwwroot", "index.html"), "<p>client</p>");
                File.WriteAllText(directory.Combine("wwwroot", "favicon.svg"), "<svg/>");
                File.WriteAllText(directory.Combine("wwwroot", "assets", "main-1a2b3c.js"), new string(' ', 50_000));
            },
        };
    }
}

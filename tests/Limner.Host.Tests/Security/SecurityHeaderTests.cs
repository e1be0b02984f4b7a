namespace Limner.Host.Tests.Security;

public sealed class SecurityHeaderTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/api/v1/me")]
    [InlineData("/nothing")]
    public async Task Every_answer_tells_the_browser_what_this_site_never_does(string path)
    {
        using var response = await shared.App.Client.GetAsync(path);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("Permissions-Policy").ShouldHaveSingleItem().ShouldContain("camera=()");
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse("it is not https");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_began_as_an_exception_says_so_too()
    {
        using var content = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        using var response = await shared.App.Client.PostAsync("/api/v1/session", content);
        ((int)response.StatusCode).ShouldBe(400);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task They_can_be_left_to_a_proxy()
    {
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SECURITY_ENABLE_SECURITY_HEADERS"] = "false" } });
        using var response = await app.Client.GetAsync("/health");
        response.Headers.Contains("Content-Security-Policy").ShouldBeFalse();
    }
}

using Limner.Accounts.Access;
using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Tests;

public sealed class SameOriginTests
{
    [Theory]
    [InlineData("same-origin", null)]
    [InlineData("none", null)]
    [InlineData(null, "http://photos.example:8080")]
    [InlineData(null, "http://PHOTOS.example:8080")]
    [InlineData(null, null)]
    public async Task Requests_of_this_sites_pages_and_of_programs_pass(string? site, string? origin)
        => (await PassesAsync("POST", site, origin)).ShouldBeTrue();

    [Theory]
    [InlineData("cross-site", null)]
    [InlineData("same-site", null)]
    [InlineData("cross-site", "http://photos.example:8080")]
    [InlineData(null, "http://evil.example")]
    [InlineData(null, "http://photos.example:9090")]
    [InlineData(null, "http://photos.example")]
    [InlineData(null, "http://photos.example.evil.example:8080")]
    [InlineData(null, "null")]
    [InlineData(null, "https://photos.example:8080")]
    [InlineData(null, "http://evil@photos.example:8080")]
    [InlineData(null, "http://photos.example:8080/")]
    [InlineData(null, "http://photos.example:8080/x?y#z")]
    [InlineData(null, "http://photos.example:8080, http://evil.example")]
    public async Task Requests_of_other_sites_pages_are_refused(string? site, string? origin)
    {
        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            (await PassesAsync(method, site, origin)).ShouldBeFalse(method);
        }
    }

    [Fact]
    public async Task Reading_is_open_to_any_page_but_the_handshake_of_a_web_socket_is_not()
    {
        (await PassesAsync("GET", "cross-site", "http://evil.example")).ShouldBeTrue();
        (await PassesAsync("GET", null, "http://evil.example", request => request.Headers.Upgrade = "websocket")).ShouldBeFalse();
        (await PassesAsync("GET", null, "http://photos.example:8080", request => request.Headers.Upgrade = "websocket")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_without_a_port_takes_no_origin_with_an_odd_one()
    {
        (await PassesAsync("POST", null, "https://photos.example", At("photos.example"))).ShouldBeTrue();
        (await PassesAsync("POST", null, "https://photos.example", At("photos.example:443"))).ShouldBeTrue();
        (await PassesAsync("POST", null, "http://photos.example", At("photos.example"))).ShouldBeFalse();
        (await PassesAsync("POST", null, "https://photos.example:8443", At("photos.example"))).ShouldBeFalse();

        static Action<HttpRequest> At(string host) => request => (request.Scheme, request.Host) = ("https", new HostString(host));
    }

    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData(null, "http://photos.example:8080", true)]
    [InlineData("none", null, false)]
    [InlineData(null, null, false)]
    public async Task What_carries_the_session_must_say_that_it_comes_from_here(string? site, string? origin, bool passes)
    {
        (await PassesAsync("POST", site, origin, request => request.Headers.Cookie = "limner_session=x")).ShouldBe(passes);
        (await PassesAsync("GET", site, origin, request =>
        {
            request.Headers.Cookie = "limner_session=x";
            request.Headers.Upgrade = "websocket";
        })).ShouldBe(passes);
        (await PassesAsync("GET", site, origin, request => request.Headers.Cookie = "limner_session=x")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_speaks_for_itself_but_not_on_another_sites_page()
    {
        (await PassesAsync("POST", null, null, Both)).ShouldBeTrue();
        (await PassesAsync("POST", "cross-site", null, Both)).ShouldBeFalse();

        static void Both(HttpRequest request)
        {
            request.Headers.Cookie = "limner_session=x";
            request.Headers["X-Api-Key"] = "lmn_x";
        }
    }

    private static async Task<bool> PassesAsync(string method, string? site, string? origin, Action<HttpRequest>? adjust = null)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = method;
        request.Scheme = "http";
        request.Host = new HostString("photos.example", 8080);
        if (site is not null)
        {
            request.Headers["Sec-Fetch-Site"] = site;
        }

        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }

        adjust?.Invoke(request);
        var passed = false;
        var events = new Recorded();
        try
        {
            await new SameOrigin(_ =>
            {
                passed = true;
                return Task.CompletedTask;
            }, events).InvokeAsync(context);
        }
        catch (LimnerException exception)
        {
            exception.Failure.Error.ShouldBe(ErrorCatalogue.Authorization);
            passed.ShouldBeFalse();
        }

        events.Kinds.ShouldBe(passed ? [] : [SecurityEventKind.CrossSiteRefused]);
        return passed;
    }

    private sealed class Recorded : ISecurityEvents
    {
        public List<SecurityEventKind> Kinds { get; } = [];

        public void Record(SecurityEvent happened) => Kinds.Add(happened.Kind);
    }
}

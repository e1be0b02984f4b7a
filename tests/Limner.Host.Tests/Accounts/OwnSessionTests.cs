using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;

namespace Limner.Host.Tests.Accounts;

public sealed class OwnSessionTests
{
    [Fact]
    public async Task People_see_where_they_are_signed_in_and_end_it_there_at_once()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var cookies = new CookieContainer();
        using var phone = app.NewClient(cookies);
        phone.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Phone\t1.0 " + new string('x', 5000));
        await phone.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = LimnerApp.UserName, password = LimnerApp.Password }, HttpStatusCode.OK);
        await using var live = await LiveClient.ConnectAsync(app, cookies);

        var sessions = await SessionsAsync(app);
        sessions.Length.ShouldBe(2);
        var other = sessions.Single(session => !(bool)session["current"]!);
        var agent = (string)other["user_agent"]!;
        agent.ShouldStartWith("Phone");
        agent.Length.ShouldBeLessThanOrEqualTo(256);
        agent.ShouldNotContain('\t');
        ((string?)other["address"]).ShouldBe("127.0.0.1");
        var cookie = cookies.GetCookieHeader(app.Address);
        cookie.ShouldNotContain((string)other["id"]!);

        await app.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{other["id"]}", body: null, HttpStatusCode.NoContent);
        await phone.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await live.WaitForEndAsync();
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{other["id"]}", body: null, HttpStatusCode.NotFound);
        (await SessionsAsync(app)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Somebody_elses_session_is_not_there()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        var mine = (await SessionsAsync(app)).ShouldHaveSingleItem();
        await bob.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{mine["id"]}", body: null, HttpStatusCode.NotFound);
        await bob.SendAsync(HttpMethod.Delete, "/api/v1/me/sessions", body: null, HttpStatusCode.NoContent);
        await app.GetAsync("/api/v1/me");
    }

    [Fact]
    public async Task Ending_the_present_session_signs_out_and_ending_the_others_does_not()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var phone = await app.SignInAsync(LimnerApp.UserName);
        await app.SendAsync(HttpMethod.Delete, "/api/v1/me/sessions", body: null, HttpStatusCode.NoContent);
        await phone.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        var mine = (await SessionsAsync(app)).ShouldHaveSingleItem();
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{mine["id"]}", body: null, HttpStatusCode.NoContent);
        app.Cookies.GetCookieHeader(app.Address).ShouldBeEmpty();
        await app.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_password_takes_the_present_one_and_ends_the_other_sessions()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var phone = await app.SignInAsync(LimnerApp.UserName);
        const string next = "a horse of another colour";
        var wrong = await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = "not the password", new_password = next }, HttpStatusCode.Forbidden);
        ((string?)wrong["code"]).ShouldBe("password_wrong");
        var weak = await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = LimnerApp.Password, new_password = "short" }, HttpStatusCode.BadRequest);
        ((string?)weak["field"]).ShouldBe("new_password");
        await phone.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.OK);

        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = LimnerApp.Password, new_password = next }, HttpStatusCode.NoContent);
        await app.GetAsync("/api/v1/me");
        await phone.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await phone.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = LimnerApp.UserName, password = LimnerApp.Password }, HttpStatusCode.Unauthorized);
        using var again = await app.SignInAsync(LimnerApp.UserName, next);
    }

    [Fact]
    public async Task Whoever_finds_a_screen_unlocked_cannot_guess_the_password_at_leisure()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        for (var i = 0; i < 10; i++)
        {
            await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = $"guess number {i}", new_password = LimnerApp.Password }, HttpStatusCode.Forbidden);
        }

        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = LimnerApp.Password, new_password = "a horse of another colour" }, HttpStatusCode.TooManyRequests);
        using var elsewhere = await app.SignInAsync(LimnerApp.UserName);
    }

    private static async Task<JsonObject[]> SessionsAsync(LimnerApp app) => [.. (await app.GetAsync("/api/v1/me/sessions"))["items"]!.AsArray().Select(item => item!.AsObject())];
}

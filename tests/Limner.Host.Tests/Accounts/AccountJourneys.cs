using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Limner.Storage;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Host.Tests.Accounts;

public sealed class AccountJourneys
{
    private static readonly object Right = new { user_name = LimnerApp.UserName, password = LimnerApp.Password };

    [Fact]
    public async Task The_first_visit_makes_the_administrator_and_signs_in_once()
    {
        await using var app = await LimnerApp.StartAsync();
        (await app.GetAsync("/api/v1/setup"))["needed"]!.GetValue<bool>().ShouldBeTrue();
        var me = await app.SendAsync(HttpMethod.Post, "/api/v1/setup", Right, HttpStatusCode.Created);
        (me["user_name"]!.GetValue<string>(), me["role"]!.GetValue<string>()).ShouldBe((LimnerApp.UserName, "administrator"));
        (await app.GetAsync("/api/v1/me")).ToJsonString().ShouldBe(me.ToJsonString());

        (await app.GetAsync("/api/v1/setup"))["needed"]!.GetValue<bool>().ShouldBeFalse();
        (await app.SendAsync(HttpMethod.Post, "/api/v1/setup", new { user_name = "eve", password = "me too, please" }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("setup_done");
    }

    [Fact]
    public async Task Of_two_who_set_up_at_once_one_wins()
    {
        await using var app = await LimnerApp.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.Client.PostAsJsonAsync("/api/v1/setup", new { user_name = $"user{i}", password = LimnerApp.Password })));
        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict]);
        await using var db = app.Services.GetRequiredService<IDatabase>().Read();
        (await db.Database.SqlQueryRaw<long>("SELECT count(*) AS Value FROM users").SingleAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_with_a_name_or_a_password_is_said_by_its_field()
    {
        await using var app = await LimnerApp.StartAsync();
        var weak = await app.SendAsync(HttpMethod.Post, "/api/v1/setup", new { user_name = "ada", password = "short" }, HttpStatusCode.BadRequest);
        (weak["code"]!.GetValue<string>(), weak["field"]!.GetValue<string>()).ShouldBe(("validation", "password"));
        var nameless = await app.SendAsync(HttpMethod.Post, "/api/v1/setup", new { user_name = " ", password = LimnerApp.Password }, HttpStatusCode.BadRequest);
        nameless["field"]!.GetValue<string>().ShouldBe("user_name");
        (await app.GetAsync("/api/v1/setup"))["needed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var other = app.NewClient();
        var wrong = await SignInAsync(other, LimnerApp.UserName, "not the password");
        var unknown = await SignInAsync(other, "nobody", "not the password");
        (wrong.Status, unknown.Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        foreach (var answer in new[] { wrong.Body, unknown.Body })
        {
            answer["code"]!.GetValue<string>().ShouldBe("sign_in_failed");
            answer.Remove("trace_id");
        }

        wrong.Body.ToJsonString().ShouldBe(unknown.Body.ToJsonString());
        (await other.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(other, " ADA ", LimnerApp.Password)).Status.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_lasts_only_when_asked_to()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var client = app.NewClient();
        var session = await CookieAsync(remember: false);
        session.ShouldContain("httponly", Case.Insensitive);
        session.ShouldContain("samesite=strict", Case.Insensitive);
        session.ShouldNotContain("expires=", Case.Insensitive);
        (await CookieAsync(remember: true)).ShouldContain("expires=", Case.Insensitive);

        async Task<string> CookieAsync(bool remember)
        {
            using var response = await client.PostAsJsonAsync("/api/v1/session", new { user_name = LimnerApp.UserName, password = LimnerApp.Password, remember });
            return response.Headers.GetValues("Set-Cookie").Last(cookie => cookie.StartsWith("limner_session=", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_copy_of_the_cookie_is_worthless_after_signing_out()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var copy = app.Cookies.GetCookieHeader(app.Address);
        await app.SendAsync(HttpMethod.Delete, "/api/v1/session", body: null, HttpStatusCode.NoContent);
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Address };
        thief.DefaultRequestHeaders.Add("Cookie", copy);
        (await thief.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await app.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_survives_a_restart_of_the_server()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        await app.RestartAsync();
        (await app.GetAsync("/api/v1/me"))["user_name"]!.GetValue<string>().ShouldBe(LimnerApp.UserName);
    }

    [Fact]
    public async Task A_remembered_session_lasts_thirty_days_after_the_last_visit()
    {
        var clock = new ShiftedClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { AdjustServices = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)) });
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Address };
        var signedIn = await client.PostAsJsonAsync("/api/v1/session", new { user_name = LimnerApp.UserName, password = LimnerApp.Password, remember = true });
        var cookie = Pair(signedIn)!;
        clock.Shift += TimeSpan.FromDays(20);
        using (var visit = await MeAsync())
        {
            visit.StatusCode.ShouldBe(HttpStatusCode.OK);
            cookie = Pair(visit) ?? throw new InvalidOperationException("The cookie was not renewed.");
        }

        clock.Shift += TimeSpan.FromDays(29);
        (await MeAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.Shift += TimeSpan.FromDays(2);
        (await MeAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        Task<HttpResponseMessage> MeAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
            request.Headers.Add("Cookie", cookie);
            return client.SendAsync(request);
        }

        static string? Pair(HttpResponseMessage response)
            => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Last(text => text.StartsWith("limner_session=", StringComparison.Ordinal)).Split(';')[0] : null;
    }

    [Fact]
    public async Task A_user_who_was_disabled_is_signed_out_within_moments()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        await app.GetAsync("/api/v1/me");
        await app.Services.GetRequiredService<IDatabase>().WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync("UPDATE users SET disabled_at = 1", token), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(6));
        await app.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await app.SendAsync(HttpMethod.Post, "/api/v1/session", Right, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_told_how_long()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var client = app.NewClient();
        for (var i = 0; i < 10; i++)
        {
            (await SignInAsync(client, LimnerApp.UserName, $"guess number {i}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var refused = await client.PostAsJsonAsync("/api/v1/session", Right);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("rate_limited");
        await app.GetAsync("/api/v1/me");
    }

    [Fact]
    public async Task Another_sites_page_cannot_use_the_session()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session");
        request.Headers.Add("Origin", "http://evil.example");
        using var response = await app.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("authorization");
        await app.GetAsync("/api/v1/me");
    }

    private static async Task<(HttpStatusCode Status, JsonObject Body)> SignInAsync(HttpClient client, string name, string password)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/session", new { user_name = name, password });
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>The system's clock set to another day. A fake one would have to fire the server's timers for every second of a month.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Limner.Accounts.SecondFactor;
using Limner.Host.Tests.Jobs;
using Limner.Testing;

namespace Limner.Host.Tests.Accounts;

public sealed class PeopleTests
{
    [Fact]
    public async Task Administrators_see_all_accounts_and_others_those_they_may_share_with()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        using var eve = await app.InviteAsync("eve", "viewer");
        var users = (await app.GetAsync("/api/v1/users"))["items"]!.AsArray();
        users.Select(user => ((string)user!["user_name"]!, (string)user["role"]!)).ShouldBe([("ada", "administrator"), ("bob", "member"), ("eve", "viewer")]);
        users.ShouldAllBe(user => user!["seen_at"] != null && user["disabled_at"] == null && !user.ToJsonString().Contains("hash", StringComparison.Ordinal));

        var people = (await bob.SendAsync(HttpMethod.Get, "/api/v1/users/directory", body: null, HttpStatusCode.OK))["items"]!.AsArray();
        people.Select(person => (string)person!["user_name"]!).ShouldBe(["ada", "eve"]);
        people.ShouldAllBe(person => person!.AsObject().Count == 2);
        await eve.SendAsync(HttpMethod.Get, "/api/v1/users/directory", body: null, HttpStatusCode.Forbidden);
        foreach (var client in new[] { bob, eve })
        {
            await client.SendAsync(HttpMethod.Get, "/api/v1/users", body: null, HttpStatusCode.Forbidden);
            await client.SendAsync(HttpMethod.Get, "/api/v1/invitations", body: null, HttpStatusCode.Forbidden);
            await client.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "administrator" }, HttpStatusCode.Forbidden);
            await client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{await client.MyIdAsync()}", new { role = "administrator" }, HttpStatusCode.Forbidden);
            await client.SendAsync(HttpMethod.Post, $"/api/v1/users/{await app.Client.MyIdAsync()}/reset", new { }, HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Disabling_an_account_ends_its_sessions_and_connections_at_once_and_enabling_it_lets_it_sign_in_again()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var cookies = new CookieContainer();
        using var bob = await app.InviteAsync("bob", cookies: cookies);
        var id = await bob.MyIdAsync();
        await using var live = await LiveClient.ConnectAsync(app, cookies);

        var disabled = await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = true }, HttpStatusCode.OK);
        disabled["disabled_at"].ShouldNotBeNull();
        await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await live.WaitForEndAsync();
        (await bob.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = "bob", password = LimnerApp.Password }, HttpStatusCode.Unauthorized))["code"]!.GetValue<string>().ShouldBe("sign_in_failed");
        await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{id}/reset", new { }, HttpStatusCode.Conflict);

        (await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = false }, HttpStatusCode.OK))["disabled_at"].ShouldBeNull();
        await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        using var back = await app.SignInAsync("bob");
    }

    [Fact]
    public async Task Another_role_holds_from_the_next_request()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var cookies = new CookieContainer();
        using var bob = await app.InviteAsync("bob", cookies: cookies);
        var id = await bob.MyIdAsync();
        await bob.SendAsync(HttpMethod.Get, "/api/v1/users", body: null, HttpStatusCode.Forbidden);
        await using var live = await LiveClient.ConnectAsync(app, cookies);
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { role = "administrator" }, HttpStatusCode.OK);
        await live.WaitForEndAsync();
        await bob.SendAsync(HttpMethod.Get, "/api/v1/users", body: null, HttpStatusCode.OK);
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { role = "viewer" }, HttpStatusCode.OK);
        await bob.SendAsync(HttpMethod.Get, "/api/v1/users", body: null, HttpStatusCode.Forbidden);
        await bob.SendAsync(HttpMethod.Get, "/api/v1/users/directory", body: null, HttpStatusCode.Forbidden);
        ((string?)(await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.OK))["role"]).ShouldBe("viewer");
    }

    [Fact]
    public async Task The_last_administrator_stays_one_whoever_tries_at_once()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var ada = await app.Client.MyIdAsync();
        (await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{ada}", new { role = "member" }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("last_administrator");
        (await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{ada}", new { disabled = true }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("conflict");
        (await app.GetAsync("/api/v1/me"))["role"]!.GetValue<string>().ShouldBe("administrator");

        using var bob = await app.InviteAsync("bob", "administrator");
        var id = await bob.MyIdAsync();
        var answers = await Task.WhenAll(
            app.Client.PatchAsJsonAsync($"/api/v1/users/{id}", new { disabled = true }),
            bob.PatchAsJsonAsync($"/api/v1/users/{ada}", new { disabled = true }));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [InlineData("usr_zzz", """{"role":"member"}""", HttpStatusCode.NotFound)]
    [InlineData("nobody", """{"role":"member"}""", HttpStatusCode.NotFound)]
    [InlineData("usr_1", """{"role":"owner"}""", HttpStatusCode.BadRequest)]
    [InlineData("usr_1", """{"password":"something"}""", HttpStatusCode.BadRequest)]
    public async Task A_change_that_makes_no_sense_is_refused(string id, string body, HttpStatusCode expected)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var response = await app.Client.PatchAsync($"/api/v1/users/{id}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_reset_lets_the_person_choose_a_new_password_once_and_ends_all_sessions()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        var id = await bob.MyIdAsync();
        var first = await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{id}/reset", new { }, HttpStatusCode.Created);
        var second = await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{id}/reset", new { }, HttpStatusCode.Created);
        ((string?)second["invitation"]!["purpose"], (string?)second["invitation"]!["user_name"]).ShouldBe(("reset", "bob"));
        await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.OK);

        using var browser = app.NewClient();
        await AcceptAsync(browser, first, HttpStatusCode.NotFound);
        await AcceptAsync(browser, second, HttpStatusCode.BadRequest, userName: "eve");
        ((bool)(await AcceptAsync(browser, second, HttpStatusCode.Created))["signed_in"]!).ShouldBeTrue();
        (await browser.MyIdAsync()).ShouldBe(id);
        await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await AcceptAsync(browser, second, HttpStatusCode.NotFound);
        await bob.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = "bob", password = LimnerApp.Password }, HttpStatusCode.Unauthorized);
        using var again = await app.SignInAsync("bob", "a new password of bob");
        await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{await app.Client.MyIdAsync()}/reset", new { }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reset_does_not_stand_in_for_the_second_factor_unless_it_says_so()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        using var bob = await app.InviteAsync("bob");
        var id = await bob.MyIdAsync();
        var begun = await bob.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        var code = Totp.Code(Base32.Decode((string)begun["secret"]!), Totp.StepAt(clock.GetUtcNow()));
        await bob.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirm", new { code }, HttpStatusCode.OK);

        using var browser = app.NewClient();
        var plain = await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{id}/reset", new { }, HttpStatusCode.Created);
        ((bool)(await AcceptAsync(browser, plain, HttpStatusCode.Created))["signed_in"]!).ShouldBeFalse();
        await browser.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);

        var both = await app.SendAsync(HttpMethod.Post, $"/api/v1/users/{id}/reset", new { remove_second_factor = true }, HttpStatusCode.Created);
        var joined = await AcceptAsync(browser, both, HttpStatusCode.Created);
        ((bool)joined["signed_in"]!, (bool)joined["user"]!["second_factor"]!, (int)joined["user"]!["recovery_codes_left"]!).ShouldBe((true, false, 0));
    }

    [Fact]
    public async Task What_was_done_to_accounts_is_on_record_without_secrets()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        var id = await bob.MyIdAsync();
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { role = "viewer" }, HttpStatusCode.OK);
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = true }, HttpStatusCode.OK);
        using var guest = app.NewClient();
        const string password = "typed into the wrong field";
        await guest.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = password, password }, HttpStatusCode.Unauthorized);
        await guest.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = "Ada", password }, HttpStatusCode.Unauthorized);

        var events = await app.WaitUntilAsync("/api/v1/security/events?limit=100", page => Kinds(page).Count(kind => kind == "sign_in_failed") == 2);
        Kinds(events).Distinct().ShouldBe(["user_joined", "user_invited", "role_changed", "user_disabled", "sign_in_failed"], ignoreOrder: true);
        events.ToJsonString().ShouldNotContain(password);
        events["items"]!.AsArray().Where(item => (string?)item!["kind"] == "sign_in_failed").Select(item => (string?)item!["subject"]).ShouldBe([null, "ada"], ignoreOrder: true);

        static IEnumerable<string> Kinds(JsonObject page) => page["items"]!.AsArray().Select(item => (string)item!["kind"]!);
    }

    private static Task<JsonObject> AcceptAsync(HttpClient browser, JsonObject link, HttpStatusCode expected, string? userName = null)
        => browser.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = (string)link["token"]!, password = "a new password of bob", user_name = userName }, expected);
}

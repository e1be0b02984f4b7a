using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Limner.Testing;

namespace Limner.Host.Tests.Accounts;

public sealed class InvitationTests
{
    [Theory]
    [InlineData("administrator", HttpStatusCode.OK)]
    [InlineData("member", HttpStatusCode.Forbidden)]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    public async Task Whoever_accepts_an_invitation_is_signed_in_with_its_role(string role, HttpStatusCode people)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob", role);
        var me = await bob.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.OK);
        ((string?)me["user_name"], (string?)me["role"], (bool?)me["second_factor"], (int?)me["recovery_codes_left"]).ShouldBe(("bob", role, false, 0));
        await bob.SendAsync(HttpMethod.Get, "/api/v1/users", body: null, people);
        using var later = await app.SignInAsync("BOB");
        (await later.MyIdAsync()).ShouldBe((string)me["id"]!);
    }

    [Fact]
    public async Task A_link_says_what_it_is_good_for_and_lets_the_person_choose_another_name()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var invited = await InviteAsync(app, new { role = "viewer", user_name = "Bob", expires_in_hours = 1 });
        ((string?)invited["path"]).ShouldBe("/welcome#" + (string?)invited["token"]);
        ((string)invited["token"]!).Length.ShouldBe(43, "256 bits in base 64");

        using var guest = app.NewClient();
        var open = await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token = (string)invited["token"]! }, HttpStatusCode.OK);
        ((string?)open["purpose"], (string?)open["role"], (string?)open["user_name"]).ShouldBe(("invite", "viewer", "Bob"));
        var joined = await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = (string)invited["token"]!, user_name = "Robert", password = LimnerApp.Password }, HttpStatusCode.Created);
        ((string?)joined["user"]!["user_name"]).ShouldBe("Robert");
    }

    [Fact]
    public async Task A_link_that_never_was_is_used_expired_or_revoked_is_answered_alike()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var used = await InviteAsync(app, new { role = "member", user_name = "bob" });
        using var bob = app.NewClient();
        await bob.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = (string)used["token"]!, password = LimnerApp.Password }, HttpStatusCode.Created);
        var revoked = await InviteAsync(app, new { role = "member" });
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/invitations/{revoked["invitation"]!["id"]}", body: null, HttpStatusCode.NoContent);
        var expired = await InviteAsync(app, new { role = "member", expires_in_hours = 2 });
        clock.Advance(TimeSpan.FromHours(2));

        var answers = new List<string>();
        using var guest = app.NewClient();
        foreach (var token in new[] { "never was one", (string)used["token"]!, (string)revoked["token"]!, (string)expired["token"]! })
        {
            foreach (var (path, body) in new (string, object)[] { ("look-up", new { token }), ("accept", new { token, user_name = "eve", password = LimnerApp.Password }) })
            {
                var answer = await guest.SendAsync(HttpMethod.Post, $"/api/v1/invitations/{path}", body, HttpStatusCode.NotFound);
                answer.Remove("trace_id");
                answers.Add(answer.ToJsonString());
            }
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldContain("\"invitation_invalid\"");
    }

    [Fact]
    public async Task An_expiring_link_is_good_to_its_last_second()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var token = (string)(await InviteAsync(app, new { role = "member", user_name = "bob", expires_in_hours = 1 }))["token"]!;
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        using var guest = app.NewClient();
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token }, HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token }, HttpStatusCode.NotFound);
        var listed = (await app.GetAsync("/api/v1/invitations"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((bool)listed["expired"]!, listed.AsObject().ContainsKey("token")).ShouldBe((true, false));
    }

    [Fact]
    public async Task Of_twenty_who_accept_at_once_one_joins()
    {
        // The limit of guesses is not what this is about.
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["security.enable_rate_limiting"] = "false" } });
        var token = (string)(await InviteAsync(app, new { role = "member" }))["token"]!;
        using var guest = app.NewClient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => guest.PostAsJsonAsync("/api/v1/invitations/accept", new { token, user_name = $"user{i}", password = LimnerApp.Password })));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound).ShouldBe(19);
        (await app.GetAsync("/api/v1/users"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_that_is_taken_leaves_the_link_good()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        (await app.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "member", user_name = " ADA " }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("user_name_taken");
        var token = (string)(await InviteAsync(app, new { role = "member" }))["token"]!;
        using var guest = app.NewClient();
        var taken = await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, user_name = "Ada", password = LimnerApp.Password }, HttpStatusCode.Conflict);
        ((string?)taken["code"], (string?)taken["field"]).ShouldBe(("user_name_taken", "user_name"));
        (await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, password = LimnerApp.Password }, HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe("user_name");
        (await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, user_name = "bob", password = "short" }, HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe("password");
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, user_name = "bob", password = LimnerApp.Password }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task Tokens_cannot_be_tried_out_faster_than_passwords_and_keep_nobody_from_signing_in()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var guest = app.NewClient();
        for (var i = 0; i < 10; i++)
        {
            await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token = $"guess {i}" }, HttpStatusCode.NotFound);
        }

        var good = (string)(await InviteAsync(app, new { role = "member", user_name = "bob" }))["token"]!;
        using var refused = await guest.PostAsJsonAsync("/api/v1/invitations/accept", new { token = good, password = LimnerApp.Password });
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        using var ada = await app.SignInAsync(LimnerApp.UserName);
    }

    [Theory]
    [InlineData("""{"role":"emperor"}""", "role")]
    [InlineData("""{}""", "role")]
    [InlineData("""{"role":"member","expires_in_hours":0}""", "expires_in_hours")]
    [InlineData("""{"role":"member","expires_in_hours":721}""", "expires_in_hours")]
    [InlineData("""{"role":"member","user_name":"a\u0000b"}""", "user_name")]
    [InlineData("""{"role":"member","colour":"blue"}""", "colour")]
    public async Task What_is_wrong_with_an_invitation_is_said_by_its_field(string body, string field)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var response = await app.Client.PostAsync("/api/v1/invitations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["field"]).ShouldBe(field);
    }

    private static Task<JsonObject> InviteAsync(LimnerApp app, object request) => app.SendAsync(HttpMethod.Post, "/api/v1/invitations", request, HttpStatusCode.Created);
}

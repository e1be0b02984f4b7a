using System.Net;
using System.Text.Json.Nodes;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.SecondFactor;
using Limner.Accounts.Sessions;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Limner.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Accounts;

/// <summary>Who has been shut out does not come back by what was made before.</summary>
public sealed class WaysBackTests
{
    private const string NewPassword = "a new password altogether";

    [Theory]
    [InlineData("""{"disabled":true}""")]
    [InlineData("""{"role":"member"}""")]
    public async Task An_administrator_no_more_has_no_use_for_the_links_they_made(string change)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob", "administrator");
        using var eve = await app.InviteAsync("eve");
        var id = await bob.MyIdAsync();
        var links = new List<string>
        {
            await LinkAsync(bob, "/api/v1/invitations", new { role = "administrator" }),
            await LinkAsync(bob, $"/api/v1/users/{await eve.MyIdAsync()}/reset", new { }),
        };
        var others = await LinkAsync(app.Client, "/api/v1/invitations", new { role = "viewer" });

        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", JsonNode.Parse(change), HttpStatusCode.OK);
        using var guest = app.NewClient();
        foreach (var token in links)
        {
            await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token }, HttpStatusCode.NotFound);
            await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, user_name = "eve", password = NewPassword }, HttpStatusCode.NotFound);
        }

        (await app.GetAsync("/api/v1/invitations"))["items"]!.AsArray().Count.ShouldBe(1, "that of the other administrator");
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = false, role = "administrator" }, HttpStatusCode.OK);
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token = links[0] }, HttpStatusCode.NotFound);
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/look-up", new { token = others }, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_whose_maker_has_been_disabled_elsewhere_is_void()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob", "administrator");
        var token = await LinkAsync(bob, "/api/v1/invitations", new { role = "administrator" });
        await app.Services.GetRequiredService<IDatabase>().WriteAsync((db, cancellation) => db.Database.ExecuteSqlRawAsync("UPDATE users SET disabled_at = 1 WHERE user_name = 'bob'", cancellation), CancellationToken.None);
        using var guest = app.NewClient();
        await guest.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, user_name = "eve", password = NewPassword }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_keys_of_a_disabled_account_are_gone_when_it_is_enabled_again()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        using var program = await ProgramAsync(app, bob);
        var id = await bob.MyIdAsync();
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = true }, HttpStatusCode.OK);
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", new { disabled = false }, HttpStatusCode.OK);
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.Unauthorized);
        using var back = await app.SignInAsync("bob");
        (await back.SendAsync(HttpMethod.Get, "/api/v1/api-keys", body: null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
        var revoked = await app.WaitUntilAsync("/api/v1/security/events?kind=api_key_revoked", page => page["items"]!.AsArray().Count > 0);
        ((string?)revoked["items"]![0]!["user"]!["user_name"], (string?)revoked["items"]![0]!["detail"]).ShouldBe(("bob", "all, 1"));
    }

    [Fact]
    public async Task A_reset_that_is_used_revokes_the_keys_and_is_on_record_as_what_it_is()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var bob = await app.InviteAsync("bob");
        using var program = await ProgramAsync(app, bob);
        var token = await LinkAsync(app.Client, $"/api/v1/users/{await bob.MyIdAsync()}/reset", new { });
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.OK);
        using var browser = app.NewClient();
        await browser.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token, password = NewPassword }, HttpStatusCode.Created);
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.Unauthorized);

        var events = await app.WaitUntilAsync("/api/v1/security/events?limit=100", page => Kinds(page).Contains("password_reset"));
        Kinds(events).Count(kind => kind == "reset_link_made").ShouldBe(1);
        Kinds(events).Count(kind => kind == "user_invited").ShouldBe(1, "bob was, once");

        static IEnumerable<string> Kinds(JsonObject page) => page["items"]!.AsArray().Select(item => (string)item!["kind"]!);
    }

    [Fact]
    public async Task Another_password_revokes_the_keys_if_asked_to()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var program = await ProgramAsync(app, app.Client);
        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = LimnerApp.Password, new_password = NewPassword }, HttpStatusCode.NoContent);
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.OK);
        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = "not the password", new_password = NewPassword + "2", revoke_api_keys = true }, HttpStatusCode.Forbidden);
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.OK);
        await app.SendAsync(HttpMethod.Put, "/api/v1/me/password", new { current_password = NewPassword, new_password = NewPassword + "2", revoke_api_keys = true }, HttpStatusCode.NoContent);
        await program.SendAsync(HttpMethod.Get, "/api/v1/jobs", body: null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_sign_in_under_way_while_the_second_factor_is_put_in_force_gets_no_session()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        UserRow asItWas;
        await using (var db = app.Services.GetRequiredService<IDatabase>().Read())
        {
            asItWas = await db.Set<UserRow>().SingleAsync();
        }

        var begun = await app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        var code = Totp.Code(Base32.Decode((string)begun["secret"]!), Totp.StepAt(clock.GetUtcNow()));
        await app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirm", new { code }, HttpStatusCode.OK);

        // The password was looked at before; what is left of the sign-in is to begin the session.
        var refused = await Should.ThrowAsync<LimnerException>(() => app.Services.GetRequiredService<SessionIssuer>()
            .SignInAsync(new DefaultHttpContext { RequestServices = app.Services }, asItWas, remember: false, CancellationToken.None));
        refused.Failure.Error.ShouldBe(ErrorCatalogue.SignInFailed);
        (await app.GetAsync("/api/v1/me/sessions"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_address_a_key_was_last_used_from_is_shown_as_people_know_it()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var program = await ProgramAsync(app, app.Client);
        var listed = (await app.GetAsync("/api/v1/api-keys"))["items"]![0]!;
        PublicId.TryParse(IdPrefixes.ApiKey, (string)listed["id"]!, out var id).ShouldBeTrue();
        var key = await app.Services.GetRequiredService<ApiKeyStore>().FindAsync(id, CancellationToken.None);
        app.Services.GetRequiredService<ApiKeyGuard>().Used(key!, IPAddress.Parse("::ffff:192.0.2.7"));
        var used = await app.WaitUntilAsync("/api/v1/api-keys", list => list["items"]![0]!["last_used_at"] is not null);
        ((string?)used["items"]![0]!["last_used_address"]).ShouldBe("192.0.2.7");
    }

    private static async Task<string> LinkAsync(HttpClient client, string path, object request)
        => (string)(await client.SendAsync(HttpMethod.Post, path, request, HttpStatusCode.Created))["token"]!;

    private static async Task<HttpClient> ProgramAsync(LimnerApp app, HttpClient owner)
    {
        var made = await owner.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "a program", scopes = new[] { "read" } }, HttpStatusCode.Created);
        var program = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Address };
        program.DefaultRequestHeaders.Add("X-Api-Key", (string)made["key"]!);
        return program;
    }
}

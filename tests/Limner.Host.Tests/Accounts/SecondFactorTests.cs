using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Limner.Accounts.SecondFactor;
using Limner.Storage;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Accounts;

public sealed class SecondFactorTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private readonly FakeClock _clock = new();
    private LimnerApp _app = null!;

    public async Task InitializeAsync() => _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = _clock });

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task It_is_asked_for_once_a_first_code_has_been_seen()
    {
        var begun = await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        var secret = (string)begun["secret"]!;
        ((string)begun["uri"]!).ShouldBe($"otpauth://totp/Limner:ada?secret={secret}&issuer=Limner");
        using var other = await _app.SignInAsync(LimnerApp.UserName);
        var wrong = await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirm", new { code = "000000" == Code(secret) ? "000001" : "000000" }, HttpStatusCode.BadRequest);
        ((string?)wrong["code"], (string?)wrong["field"]).ShouldBe(("validation", "code"));
        ((bool)(await _app.GetAsync("/api/v1/me"))["second_factor"]!).ShouldBeFalse();

        var codes = await ConfirmAsync(secret);
        codes.Length.ShouldBe(10);
        codes.Distinct().Count().ShouldBe(10);
        var me = await _app.GetAsync("/api/v1/me");
        ((bool)me["second_factor"]!, (int)me["recovery_codes_left"]!).ShouldBe((true, 10));
        await other.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.Conflict);
        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirm", new { code = Code(secret) }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Signing_in_takes_the_password_and_a_code_that_was_never_used()
    {
        var (secret, _) = await EnableAsync();
        (await SignInAsync(LimnerApp.Password)).ShouldBe("second_factor_required");
        (await SignInAsync(LimnerApp.Password, Code(secret))).ShouldBe("second_factor_failed", "the code that put it in force has been used");
        _clock.Advance(Step);
        var code = Code(secret);
        (await SignInAsync(LimnerApp.Password, code)).ShouldBe("ada");
        (await SignInAsync(LimnerApp.Password, code)).ShouldBe("second_factor_failed");
        _clock.Advance(Step);
        var spaced = Code(secret).Insert(3, " ");
        (await SignInAsync(LimnerApp.Password, spaced)).ShouldBe("ada");
        (await SignInAsync(LimnerApp.Password, code)).ShouldBe("second_factor_failed");
    }

    [Fact]
    public async Task Of_ten_sign_ins_with_one_code_at_once_one_succeeds()
    {
        var (secret, _) = await EnableAsync();
        _clock.Advance(Step);
        var code = Code(secret);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SignInAsync(LimnerApp.Password, code)));
        answers.Count(answer => answer == "ada").ShouldBe(1);
        answers.Count(answer => answer == "second_factor_failed").ShouldBe(9);
    }

    [Fact]
    public async Task Who_does_not_know_the_password_learns_nothing_of_the_second_factor()
    {
        var (secret, _) = await EnableAsync();
        _clock.Advance(Step);
        (await SignInAsync("not the password")).ShouldBe("sign_in_failed");
        (await SignInAsync("not the password", Code(secret))).ShouldBe("sign_in_failed");
        (await SignInAsync(LimnerApp.Password, Code(secret))).ShouldBe("ada", "a code is not spent by a wrong password");
    }

    [Fact]
    public async Task Each_recovery_code_works_once_however_it_is_typed_and_new_ones_void_the_old()
    {
        var (_, codes) = await EnableAsync();
        (await SignInAsync(LimnerApp.Password, codes[0])).ShouldBe("ada");
        (await SignInAsync(LimnerApp.Password, codes[0])).ShouldBe("second_factor_failed");
        (await SignInAsync(LimnerApp.Password, codes[1].Replace("-", " ", StringComparison.Ordinal).ToUpperInvariant())).ShouldBe("ada");
        ((int)(await _app.GetAsync("/api/v1/me"))["recovery_codes_left"]!).ShouldBe(8);

        var fresh = await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/recovery-codes", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        ((int)(await _app.GetAsync("/api/v1/me"))["recovery_codes_left"]!).ShouldBe(10);
        (await SignInAsync(LimnerApp.Password, codes[2])).ShouldBe("second_factor_failed");
        (await SignInAsync(LimnerApp.Password, (string)fresh["recovery_codes"]![2]!)).ShouldBe("ada");
    }

    [Fact]
    public async Task Wrong_codes_count_like_wrong_passwords_even_with_the_right_password()
    {
        var (secret, _) = await EnableAsync();
        for (var i = 0; i < 10; i++)
        {
            (await SignInAsync(LimnerApp.Password, "no such code")).ShouldBe("second_factor_failed");
        }

        _clock.Advance(Step);
        (await SignInAsync(LimnerApp.Password, Code(secret))).ShouldBe("rate_limited");
        await _app.GetAsync("/api/v1/me");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await SignInAsync(LimnerApp.Password, Code(secret))).ShouldBe("ada");
    }

    [Fact]
    public async Task Changing_it_takes_the_password_again()
    {
        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = "not the password" }, HttpStatusCode.Forbidden);
        await EnableAsync();
        (await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/disable", new { password = "not the password" }, HttpStatusCode.Forbidden))["code"]!.GetValue<string>().ShouldBe("password_wrong");
        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/recovery-codes", new { password = "not the password" }, HttpStatusCode.Forbidden);
        (await SignInAsync(LimnerApp.Password)).ShouldBe("second_factor_required");

        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/disable", new { password = LimnerApp.Password }, HttpStatusCode.NoContent);
        (await SignInAsync(LimnerApp.Password)).ShouldBe("ada");
        var me = await _app.GetAsync("/api/v1/me");
        ((bool)me["second_factor"]!, (int)me["recovery_codes_left"]!).ShouldBe((false, 0));
        await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/recovery-codes", new { password = LimnerApp.Password }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Neither_secret_nor_codes_stand_in_the_database_as_they_were_shown()
    {
        var (secret, codes) = await EnableAsync();
        await using var db = _app.Services.GetRequiredService<IDatabase>().Read();
        var stored = await db.Database.SqlQueryRaw<string>("SELECT second_factor_secret AS Value FROM users UNION ALL SELECT code_hash FROM recovery_codes").ToListAsync();
        stored.Count.ShouldBe(11);
        var text = string.Join('\n', stored);
        foreach (var shown in codes.Append(secret))
        {
            text.ShouldNotContain(shown, Case.Insensitive);
            text.ShouldNotContain(shown.Replace("-", "", StringComparison.Ordinal), Case.Insensitive);
        }
    }

    private string Code(string secret) => Totp.Code(Base32.Decode(secret), Totp.StepAt(_clock.GetUtcNow()));

    private async Task<(string Secret, string[] RecoveryCodes)> EnableAsync()
    {
        var begun = await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor", new { password = LimnerApp.Password }, HttpStatusCode.OK);
        var secret = (string)begun["secret"]!;
        return (secret, await ConfirmAsync(secret));
    }

    private async Task<string[]> ConfirmAsync(string secret)
        => [.. (await _app.SendAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirm", new { code = Code(secret) }, HttpStatusCode.OK))["recovery_codes"]!.AsArray().Select(code => (string)code!)];

    /// <returns>The name of who is signed in, or the code of the refusal.</returns>
    private async Task<string> SignInAsync(string password, string? code = null)
    {
        using var client = _app.NewClient();
        using var response = await client.PostAsJsonAsync("/api/v1/session", new { user_name = LimnerApp.UserName, password, code });
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (string)(answer["code"] ?? answer["user_name"])!;
    }
}

using System.Net;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Accounts;

public sealed class LookalikeNameTests
{
    [Fact]
    public async Task Names_that_look_alike_are_one_name()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var jose = await app.InviteAsync("Jos\u00e9 Mu\u00f1oz");
        foreach (var (name, taken) in new[]
        {
            ("\uff41\uff44\uff41", "in full width"), ("\uff21da", "partly in full width"), ("jose\u0301 mun\u0303oz", "accents apart"), ("JOS\u00c9 MU\u00d1OZ", "upper case"),
            ("Jos\u00e9  Mu\u00f1oz", "two spaces"), ("\ud835\udc1a\ud835\udc1d\ud835\udc1a", "mathematical letters"),
        })
        {
            var refused = await app.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "member", user_name = name }, HttpStatusCode.Conflict);
            ((string?)refused["code"], (string?)refused["field"]).ShouldBe(("user_name_taken", "user_name"), taken);
        }

        using var apart = await app.SignInAsync("jose\u0301 mun\u0303oz");
        (await apart.MyIdAsync()).ShouldBe(await jose.MyIdAsync());
    }

    [Theory]
    [InlineData("a\u200bda")]
    [InlineData("ada\u200d")]
    [InlineData("a\u00adda")]
    [InlineData("ada\ufe0f")]
    [InlineData("ada\u3164x")]
    [InlineData("a\u034fda")]
    [InlineData("ada\u00a0b")]
    [InlineData("ada\u2800")]
    [InlineData("ada\udb40\udd00")]
    [InlineData("ada\udb40\udc61")]
    [InlineData("a\u200eda")]
    public async Task What_cannot_be_seen_is_no_part_of_a_name(string name)
    {
        await using var app = await LimnerApp.StartAsync();
        var refused = await app.SendAsync(HttpMethod.Post, "/api/v1/setup", new { user_name = name, password = LimnerApp.Password }, HttpStatusCode.BadRequest);
        ((string?)refused["code"], (string?)refused["field"]).ShouldBe(("validation", "user_name"));
    }

    [Fact]
    public async Task Accounts_with_a_key_of_before_keep_signing_in_and_keep_their_name()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var jose = await app.InviteAsync("Jos\u00e9");
        var id = await jose.MyIdAsync();

        // As the server stored it when the key was the name in upper case; beside it one that has the same key by today's rule.
        using var plain = await app.InviteAsync("placeholder");
        await app.Services.GetRequiredService<IDatabase>().WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync(
                "UPDATE users SET normalized_user_name = 'JOS\u00c9' WHERE user_name = 'Jos\u00e9'; UPDATE users SET user_name = 'Jose', normalized_user_name = 'JOSE' WHERE user_name = 'placeholder'", token),
            CancellationToken.None);
        using var accented = await app.SignInAsync("jos\u00e9");
        (await accented.MyIdAsync()).ShouldBe(id);
        using var unaccented = await app.SignInAsync("JOSE");
        (await unaccented.MyIdAsync()).ShouldBe(await plain.MyIdAsync());
        await app.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role = "member", user_name = "JOS\u00c9" }, HttpStatusCode.Conflict);
    }
}

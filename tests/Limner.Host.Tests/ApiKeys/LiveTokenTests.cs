using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;
using Limner.Testing;

namespace Limner.Host.Tests.ApiKeys;

public sealed class LiveTokenTests
{
    [Fact]
    public async Task A_token_opens_the_live_hub_once()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var token = await TokenAsync(app.Client);
        await using (var live = await LiveClient.ConnectAsync(app, cookies: null, query: $"access_token={token}"))
        {
            await app.AddFolderAsync(Directory.CreateDirectory(app.Directory.Combine("pictures")).FullName);
            await live.ReceiveAsync("folder_changed");
        }

        (await RefusedAsync(app, token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_is_good_for_a_minute()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var (early, late) = (await TokenAsync(app.Client), await TokenAsync(app.Client));
        clock.Advance(TimeSpan.FromSeconds(59));
        await using var live = await LiveClient.ConnectAsync(app, cookies: null, query: $"access_token={early}");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await RefusedAsync(app, late)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_is_worth_nothing_anywhere_else_or_changed()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var token = await TokenAsync(app.Client);
        using var stranger = app.NewClient();
        foreach (var path in new[] { "/api/v1/jobs", "/api/v1/me", "/openapi/v1.json" })
        {
            (await stranger.GetAsync($"{path}?access_token={token}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var bearer = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me") { Headers = { { "Authorization", $"Bearer {token}" } } };
        (await stranger.SendAsync(bearer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var forged in new[] { "", "x", token[..^2], token + "A", string.Concat(token.Reverse()), new string('A', 5000) })
        {
            (await RefusedAsync(app, forged)).ShouldBe(HttpStatusCode.Unauthorized, forged);
        }
    }

    [Fact]
    public async Task It_ends_with_the_session_it_was_asked_for_with()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var token = await TokenAsync(app.Client);
        await app.SendAsync(HttpMethod.Delete, "/api/v1/session", body: null, HttpStatusCode.NoContent);
        (await RefusedAsync(app, token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_ends_with_the_key_it_was_asked_for_with_and_so_do_open_connections()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "a", scopes = new[] { "read" } }, HttpStatusCode.Created);
        using var program = new HttpClient { BaseAddress = app.Address };
        program.DefaultRequestHeaders.Add("X-Api-Key", made["key"]!.GetValue<string>());
        var (first, second) = (await TokenAsync(program), await TokenAsync(program));
        await using var byToken = await LiveClient.ConnectAsync(app, cookies: null, query: $"access_token={first}");
        await using var byKey = await LiveClient.ConnectAsync(app, cookies: null, apiKey: made["key"]!.GetValue<string>());
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{made["api_key"]!["id"]}", body: null, HttpStatusCode.NoContent);
        await byToken.WaitForEndAsync();
        await byKey.WaitForEndAsync();
        (await RefusedAsync(app, second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_session_or_a_key_there_is_none()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        using var stranger = app.NewClient();
        (await stranger.PostAsync("/api/v1/live-token", content: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        using var response = await client.PostAsync("/api/v1/live-token", content: null);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
    }

    private static async Task<HttpStatusCode> RefusedAsync(LimnerApp app, string token)
    {
        var status = HttpStatusCode.OK;
        await Should.ThrowAsync<WebSocketException>(() => LiveClient.ConnectAsync(app, cookies: null, refusal => status = refusal, query: $"access_token={token}"));
        return status;
    }
}

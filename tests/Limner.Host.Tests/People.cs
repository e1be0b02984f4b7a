using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Limner.Host.Tests;

/// <summary>Other people at the same server.</summary>
internal static class People
{
    /// <summary>Invites somebody as the administrator on <see cref="LimnerApp.Client"/>, and accepts as they would, with <see cref="LimnerApp.Password"/>.</summary>
    /// <param name="role"><c>administrator</c>, <c>member</c> or <c>viewer</c>.</param>
    /// <param name="cookies">Where their browser keeps its cookies; a jar of its own when left out.</param>
    /// <returns>Their browser, signed in.</returns>
    public static async Task<HttpClient> InviteAsync(this LimnerApp app, string userName, string role = "member", CookieContainer? cookies = null)
    {
        var invited = await app.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { role, user_name = userName }, HttpStatusCode.Created);
        var client = app.NewClient(cookies ?? new CookieContainer());
        var joined = await client.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = (string)invited["token"]!, password = LimnerApp.Password }, HttpStatusCode.Created);
        ((bool)joined["signed_in"]!).ShouldBeTrue();
        return client;
    }

    /// <summary>Signs in from another browser.</summary>
    /// <param name="cookies">Where that browser keeps its cookies; a jar of its own when left out.</param>
    public static async Task<HttpClient> SignInAsync(this LimnerApp app, string userName, string password = LimnerApp.Password, CookieContainer? cookies = null)
    {
        var client = app.NewClient(cookies ?? new CookieContainer());
        await client.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = userName, password }, HttpStatusCode.OK);
        return client;
    }

    /// <summary>As <see cref="LimnerApp.SendAsync"/>, from this browser.</summary>
    public static async Task<JsonObject> SendAsync(this HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, string.Create(CultureInfo.InvariantCulture, $"{method} {path}: {text}"));
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Id of the account that is signed in on this browser.</summary>
    public static async Task<string> MyIdAsync(this HttpClient client)
        => (string)(await client.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.OK))["id"]!;
}

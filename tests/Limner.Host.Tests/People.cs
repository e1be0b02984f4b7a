using System.Net;
using System.Net.Http.Json;

namespace Limner.Host.Tests;

/// <summary>Other people at the same server.</summary>
internal static class People
{
    /// <summary>Signs in from another browser.</summary>
    /// <param name="cookies">Where that browser keeps its cookies; a jar of its own when left out.</param>
    public static async Task<HttpClient> SignInAsync(this LimnerApp app, string userName, string password, CookieContainer? cookies = null)
    {
        var client = app.NewClient(cookies ?? new CookieContainer());
        using var response = await client.PostAsJsonAsync("/api/v1/session", new { user_name = userName, password });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return client;
    }
}

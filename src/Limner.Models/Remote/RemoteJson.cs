using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Limner.Kernel.Text;

namespace Limner.Models.Remote;

/// <summary>What all servers' JSON has in common.</summary>
internal static class RemoteJson
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, MaxDepth = 16 };

    /// <summary>For what is sent: it goes into no page, and a picture's base 64 is full of plus signs that need no escape.</summary>
    public static readonly JsonSerializerOptions Body = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a server says of itself, made fit to be shown.</summary>
    public static string Shown(string text) => PlainText.Scrub(text, 300, linesAllowed: false) ?? "It names no reason.";

    public static void Authorize(HttpRequestMessage request, RemoteSettings settings)
    {
        if (settings.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }
}

using System.Security.Claims;
using Limner.Accounts.Access;
using Microsoft.AspNetCore.Http;

namespace Limner.Accounts.Sessions;

/// <summary>What a request tells of the browser that sent it.</summary>
internal static class PresentSession
{
    private const int MaxUserAgent = 256;

    /// <summary>The session the request belongs to; null with an API key or none.</summary>
    public static string? SessionId(this HttpContext http) => http.User.FindFirstValue(LimnerClaims.Session);

    /// <summary>Where it comes from.</summary>
    public static string? Address(this HttpContext http)
        => http.Connection.RemoteIpAddress?.Shown();

    /// <summary>What the browser calls itself, so that people can tell their sessions apart: of bounded length, in characters that can be shown.</summary>
    public static string? UserAgent(this HttpContext http)
    {
        var sent = http.Request.Headers.UserAgent.ToString();
        var shown = new string([.. sent.Take(MaxUserAgent).Where(sign => !char.IsControl(sign) && !char.IsSurrogate(sign))]).Trim();
        return shown.Length == 0 ? null : shown;
    }
}

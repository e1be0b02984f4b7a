using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.ApiKeys;

/// <summary>
/// Lets programs in by <c>X-Api-Key</c> or <c>Authorization: Bearer</c>, never by the address of the request, which ends in logs and
/// histories. A request that carries a key which is no good is refused whatever it asks for, and whatever cookie it has.
/// </summary>
internal sealed class ApiKeyAuthentication(
    ApiKeyStore keys, ApiKeyGuard guard, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder), IAuthenticationRequestHandler
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private TimeSpan? _retryAfter;

    /// <summary>A proxy in front may ask for a password of its own and pass it on: <c>Authorization: Basic</c> is nobody's key.</summary>
    public static bool IsAsked(HttpRequest request)
        => request.Headers.ContainsKey(Header) || request.Headers.Authorization.Any(text => text is not null && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends the request here when its key is no good; the status becomes a problem document further out.</summary>
    public async Task<bool> HandleRequestAsync()
    {
        if (!IsAsked(Request) || (await AuthenticateAsync()).Succeeded)
        {
            return false;
        }

        if (_retryAfter is { } retryAfter)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return true;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return true;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsAsked(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var address = Context.Connection.RemoteIpAddress;
        var (good, ended) = Sent() is { } sent ? await keys.FindAsync(sent, Context.RequestAborted) : default;
        if (good is null)
        {
            _retryAfter = guard.Refused(ended, address);
            return AuthenticateResult.Fail("The key is no good.");
        }

        guard.Used(good, address);
        return AuthenticateResult.Success(new AuthenticationTicket(good.ToPrincipal(SchemeName), new AuthenticationProperties { ExpiresUtc = good.ExpiresAt }, SchemeName));
    }

    /// <summary>The one key of the request. More than one, be they alike, is nothing that a program means.</summary>
    private string? Sent()
    {
        var (header, authorization) = (Request.Headers[Header], Request.Headers.Authorization);
        return (header.Count, authorization.Count) switch
        {
            (1, 0) => header[0]?.Trim(),
            (0, 1) when authorization[0] is { } text && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) => text[Bearer.Length..].Trim(),
            _ => null,
        };
    }
}

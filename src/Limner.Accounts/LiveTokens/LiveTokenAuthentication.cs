using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.LiveTokens;

/// <summary>Lets <c>/hubs/live?access_token=</c> in, and nothing else: anywhere else such a parameter is not looked at.</summary>
internal sealed class LiveTokenAuthentication(
    LiveTokenIssuer tokens, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "LiveToken";
    public const string Parameter = "access_token";

    private static readonly PathString Hub = "/hubs/live";

    public static bool IsAsked(HttpRequest request) => request.Path == Hub && request.Query.ContainsKey(Parameter);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        => Request.Query[Parameter] is [{ } token] && await tokens.RedeemAsync(token, SchemeName, Context.RequestAborted) is { } ticket
            ? AuthenticateResult.Success(ticket)
            : AuthenticateResult.Fail("The token is no good.");
}

using Limner.Kernel.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Accounts.LiveTokens;

/// <param name="Token">For <c>/hubs/live?access_token=</c>, once.</param>
/// <param name="ExpiresAt">The connection must be opened before; it may stay open longer.</param>
public sealed record LiveTokenView(string Token, DateTimeOffset ExpiresAt);

internal static class LiveTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
        => api.MapPost("/live-token", IssueAsync).WithTags("Accounts").WithName("IssueLiveToken").WithMetadata(RequiredPermission.Read)
            .WithSummary("A token that opens the live connection once within a minute: connect a web socket to /hubs/live?access_token=, without negotiation");

    private static async Task<Ok<LiveTokenView>> IssueAsync(HttpContext http, LiveTokenIssuer tokens)
    {
        var (token, expiresAt) = tokens.Issue(await http.AuthenticateAsync());
        return TypedResults.Ok(new LiveTokenView(token, expiresAt));
    }
}

using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Users;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Accounts.Sessions;

/// <param name="UserName">In any case.</param>
/// <param name="Code">Of the authenticator app, or a recovery code: only for accounts with a second factor.</param>
/// <param name="Remember">True: signed in for 30 days after the last visit. Else until the browser is closed, a day at most without a visit.</param>
public sealed record SignInRequest(string UserName, string Password, string? Code = null, bool Remember = false);

internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var session = api.MapGroup("/session").WithTags("Accounts").AllowAnonymous();
        session.MapPost("/", SignInAsync).WithName("SignIn").WithSummary("Sign in")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        session.MapDelete("/", SignOutAsync).WithName("SignOut").WithSummary("Sign out; the session's cookie is worthless from then on");
        api.MapGet("/me", MeAsync).WithTags("Accounts").WithName("GetMe").WithSummary("Who is signed in").ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    private static async Task<Ok<MeView>> SignInAsync(
        SignInRequest request, HttpContext http, IDatabase database, SignIn signIn, SignInThrottle throttle, SessionIssuer sessions, ISecurityEvents events,
        CancellationToken cancellation)
    {
        var user = await signIn.CheckAsync(request, throttle.BeginFrom(http), cancellation);
        await sessions.SignInAsync(http, user, request.Remember, cancellation);
        events.Record(new SecurityEvent(SecurityEventKind.SignedIn, user.Id));
        await using var db = database.Read();
        return TypedResults.Ok(await MeView.ReadAsync(db, user.Id, cancellation));
    }

    private static async Task<NoContent> SignOutAsync(HttpContext http, SessionIssuer sessions, ISecurityEvents events, CancellationToken cancellation)
    {
        await sessions.SignOutAsync(http, cancellation);

        // Pictures may be kept by the browser; whoever uses it next must not find them.
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        if (http.SessionId() is not null)
        {
            events.Record(new SecurityEvent(SecurityEventKind.SignedOut));
        }

        return TypedResults.NoContent();
    }

    private static async Task<Ok<MeView>> MeAsync(ICurrentUser user, IDatabase database, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return TypedResults.Ok(await MeView.ReadAsync(db, user.Id, cancellation));
    }
}

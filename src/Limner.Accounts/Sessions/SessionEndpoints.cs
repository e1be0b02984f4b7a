using System.Globalization;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.Sessions;

/// <param name="UserName">In any case.</param>
/// <param name="Remember">True: signed in for 30 days after the last visit. Else until the browser is closed, a day at most without a visit.</param>
public sealed record SignInRequest(string UserName, string Password, bool Remember = false);

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

    private static async Task<Results<Ok<MeView>, StatusCodeHttpResult>> SignInAsync(
        SignInRequest request, HttpContext http, IDatabase database, Passwords passwords, SessionIssuer sessions, SignInLimiter limiter, TimeProvider clock,
        ILogger<SessionIssuer> logger, CancellationToken cancellation)
    {
        var from = SignInLimiter.Key(http.Connection.RemoteIpAddress);
        if (!limiter.TryTake(from, out var retryAfter))
        {
            Log.SignInLimited(logger);
            http.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var normalized = UserNames.Normalize(request.UserName);
        UserRow? user;
        await using (var db = database.Read())
        {
            user = await db.Set<UserRow>().FirstOrDefaultAsync(row => row.NormalizedUserName == normalized && row.DisabledAt == null, cancellation);
        }

        var verified = await passwords.VerifyAsync(user?.PasswordHash, request.Password, cancellation);
        if (user is null || verified == PasswordVerificationResult.Failed)
        {
            Log.SignInFailed(logger);
            throw new LimnerException(ErrorCatalogue.SignInFailed);
        }

        limiter.GiveBack(from);
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var known = user.PasswordHash;
            var hash = await passwords.HashAsync(request.Password, cancellation);
            var now = clock.GetUtcNow();
            await database.WriteAsync(
                (db, token) => db.Set<UserRow>()
                    .Where(row => row.Id == user.Id && row.PasswordHash == known)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash).SetProperty(row => row.UpdatedAt, now), token),
                cancellation);
        }

        await sessions.SignInAsync(http, user, request.Remember, cancellation);
        Log.SignedIn(logger, user.Id);
        return TypedResults.Ok(MeView.From(user));
    }

    private static async Task<NoContent> SignOutAsync(HttpContext http, SessionIssuer sessions, CancellationToken cancellation)
    {
        await sessions.SignOutAsync(http, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<MeView>> MeAsync(ICurrentUser user, IDatabase database, CancellationToken cancellation)
    {
        var id = user.Id;
        await using var db = database.Read();
        return await db.Set<UserRow>().FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } row
            ? TypedResults.Ok(MeView.From(row))
            : throw new LimnerException(ErrorCatalogue.Authentication);
    }
}

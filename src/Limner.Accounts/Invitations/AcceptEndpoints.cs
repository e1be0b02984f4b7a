using Limner.Accounts.Access;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.SecondFactor;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Invitations;

/// <summary>
/// What the holder of a one-time link does. A link that never was, is used, expired or revoked is answered alike, and counts against its
/// address.
/// </summary>
internal static class AcceptEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var invitations = api.MapGroup("/invitations").WithTags("People").AllowAnonymous();
        invitations.MapPost("/look-up", LookUpAsync).WithName("LookUpInvitation").WithSummary("What a one-time link is good for")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        invitations.MapPost("/accept", AcceptAsync).WithName("AcceptInvitation").WithSummary("Use a one-time link: choose a name and a password, and sign in").RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<Ok<OpenInvitation>> LookUpAsync(
        InvitationLookUp request, HttpContext http, IDatabase database, SignInThrottle throttle, TimeProvider clock, CancellationToken cancellation)
    {
        var row = await FindAsync(request.Token, http, database, throttle, clock, cancellation);
        return TypedResults.Ok(new OpenInvitation(InvitationView.PurposeOf(row), Roles.Parse(row.Role), row.UserName, row.ExpiresAt));
    }

    private static async Task<Created<Joined>> AcceptAsync(
        InvitationAcceptance request, HttpContext http, IDatabase database, Passwords passwords, SessionIssuer sessions, SignInThrottle throttle, ISecurityEvents events,
        TimeProvider clock, CancellationToken cancellation)
    {
        var invitation = await FindAsync(request.Token, http, database, throttle, clock, cancellation);
        var name = CheckName(request, invitation);
        Passwords.Check(request.Password, name);
        var hash = await passwords.HashAsync(request.Password, cancellation);
        var user = await database.WriteAsync(
            async (db, token) =>
            {
                await UseAsync(db, invitation, clock.GetUtcNow(), token);
                return invitation.UserId is { } userId
                    ? await ResetAsync(db, userId, hash, invitation.RemoveSecondFactor, events, clock.GetUtcNow(), token)
                    : await JoinAsync(db, name, hash, invitation.Role, events, clock.GetUtcNow(), token);
            },
            cancellation);

        // A link to a new password does not stand in for the code as well.
        var signedIn = user.SecondFactorConfirmedAt is null;
        if (signedIn)
        {
            await sessions.SignInAsync(http, user, remember: false, cancellation);
        }

        await using var read = database.Read();
        return TypedResults.Created("/api/v1/me", new Joined(await MeView.ReadAsync(read, user.Id, cancellation), signedIn));
    }

    private static async Task<InvitationRow> FindAsync(string token, HttpContext http, IDatabase database, SignInThrottle throttle, TimeProvider clock, CancellationToken cancellation)
    {
        var attempt = throttle.BeginLink(http);
        var (hash, now) = (OneTimeToken.Hash(token), clock.GetUtcNow());
        await using var db = database.Read();
        var row = await Good(db, now).FirstOrDefaultAsync(invitation => invitation.TokenHash == hash, cancellation)
            ?? throw new LimnerException(ErrorCatalogue.InvitationInvalid);
        attempt.Succeeded();
        return row;
    }

    /// <summary>A reset is void while its account is disabled, and any link while who made it could not make it now.</summary>
    private static IQueryable<InvitationRow> Good(LimnerDb db, DateTimeOffset now)
        => db.Set<InvitationRow>().Where(invitation => invitation.UsedAt == null && invitation.ExpiresAt > now
            && (invitation.UserId == null || db.Set<UserRow>().Any(user => user.Id == invitation.UserId && user.DisabledAt == null))
            && (invitation.CreatedBy == null || db.Set<UserRow>().Any(user => user.Id == invitation.CreatedBy && user.DisabledAt == null && user.Role == Roles.Administrator)));

    private static string CheckName(InvitationAcceptance request, InvitationRow invitation)
    {
        if (invitation.UserId is null)
        {
            return UserNames.Check(request.UserName ?? invitation.UserName ?? "");
        }

        return request.UserName is null || UserNames.Normalize(request.UserName) == UserNames.Normalize(invitation.UserName!)
            ? invitation.UserName!
            : throw new LimnerException(ErrorCatalogue.Validation.With("The link is for another account.", "user_name"));
    }

    /// <summary>Whoever marks it first has it: of many who try at once, one.</summary>
    private static async Task UseAsync(LimnerDb db, InvitationRow invitation, DateTimeOffset now, CancellationToken cancellation)
    {
        var used = await Good(db, now).Where(row => row.Id == invitation.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellation);
        if (used == 0)
        {
            throw new LimnerException(ErrorCatalogue.InvitationInvalid);
        }
    }

    private static async Task<UserRow> JoinAsync(LimnerDb db, string name, string hash, string role, ISecurityEvents events, DateTimeOffset now, CancellationToken cancellation)
    {
        await UserNames.RefuseTakenAsync(db, name, cancellation);
        var user = new UserRow { UserName = name, NormalizedUserName = UserNames.Normalize(name), PasswordHash = hash, Role = role, CreatedAt = now, UpdatedAt = now };
        db.Add(user);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.UserJoined, user.Id, name, role)));
        return user;
    }

    private static async Task<UserRow> ResetAsync(
        LimnerDb db, long userId, string hash, bool removeSecondFactor, ISecurityEvents events, DateTimeOffset now, CancellationToken cancellation)
    {
        var user = await db.Set<UserRow>().SingleAsync(row => row.Id == userId, cancellation);
        user.PasswordHash = hash;
        user.UpdatedAt = now;
        if (removeSecondFactor)
        {
            await SecondFactors.RemoveAsync(db, user, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        await db.EndSessionsAsync(sessions => sessions.Where(session => session.UserId == userId), cancellation);
        await db.RevokeApiKeysAsync(userId, events, now, cancellation);
        db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.PasswordReset, userId, user.UserName, removeSecondFactor ? "with the second factor" : null)));
        return user;
    }
}

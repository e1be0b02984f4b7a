using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Sessions;

/// <param name="Id">Names the session; nobody can use it with this.</param>
/// <param name="SeenAt">The last visit, to ten minutes.</param>
/// <param name="Address">From where it was begun.</param>
/// <param name="UserAgent">What the browser called itself.</param>
/// <param name="Current">The one that asks.</param>
public sealed record SessionView(string Id, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, string? Address, string? UserAgent, bool Current);

/// <summary>The last used first.</summary>
public sealed record SessionList(IReadOnlyList<SessionView> Items);

/// <summary>Where one is signed in.</summary>
internal static class OwnSessionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/me/sessions").WithTags("Accounts").WithMetadata(RequiredPermission.Account);
        sessions.MapGet("/", ListAsync).WithName("ListSessions").WithSummary("Where one is signed in");
        sessions.MapDelete("/{id}", EndAsync).WithName("EndSession").WithSummary("Sign out there").ProducesProblem(StatusCodes.Status404NotFound);
        sessions.MapDelete("/", EndOthersAsync).WithName("EndOtherSessions").WithSummary("Sign out everywhere but here");
    }

    private static async Task<Ok<SessionList>> ListAsync(HttpContext http, ICurrentUser user, IDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        var (userId, present, now) = (user.Id, http.SessionId(), clock.GetUtcNow());
        await using var db = database.Read();
        var rows = await db.Set<SessionRow>()
            .Where(session => session.UserId == userId)
            .Where(SessionRow.IsOpen(now))
            .OrderByDescending(session => session.SeenAt).ThenBy(session => session.PublicId)
            .ToListAsync(cancellation);
        return TypedResults.Ok(new SessionList(
            [.. rows.Select(row => new SessionView(row.PublicId, row.CreatedAt, row.SeenAt, row.Address, row.UserAgent, row.Id == present))]));
    }

    private static async Task<NoContent> EndAsync(
        string id, HttpContext http, ICurrentUser user, IDatabase database, SessionIssuer sessions, ISecurityEvents events, CancellationToken cancellation)
    {
        var (userId, present) = (user.Id, http.SessionId());
        await using (var db = database.Read())
        {
            if (await db.Set<SessionRow>().AnyAsync(session => session.PublicId == id && session.Id == present, cancellation))
            {
                await sessions.SignOutAsync(http, cancellation);
                events.Record(new SecurityEvent(SecurityEventKind.SignedOut, userId));
                return TypedResults.NoContent();
            }
        }

        var ended = await database.WriteAsync(
            (db, token) => db.EndSessionsAsync(all => all.Where(session => session.UserId == userId && session.PublicId == id), token), cancellation);
        if (ended == 0)
        {
            throw new LimnerException(ErrorCatalogue.NotFound);
        }

        events.Record(new SecurityEvent(SecurityEventKind.SessionRevoked, userId, id));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndOthersAsync(HttpContext http, ICurrentUser user, IDatabase database, ISecurityEvents events, CancellationToken cancellation)
    {
        var (userId, present) = (user.Id, http.SessionId());
        var ended = await database.WriteAsync(
            (db, token) => db.EndSessionsAsync(all => all.Where(session => session.UserId == userId && session.Id != present), token), cancellation);
        if (ended > 0)
        {
            events.Record(new SecurityEvent(SecurityEventKind.SessionRevoked, userId, Detail: $"all others, {ended}"));
        }

        return TypedResults.NoContent();
    }
}

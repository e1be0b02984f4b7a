using System.Security.Claims;
using System.Security.Cryptography;
using Limner.Accounts.Access;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.Sessions;

/// <summary>Begins, finds and ends sessions.</summary>
internal sealed class SessionIssuer(IDatabase database, SessionCache cache, TimeProvider clock, ILogger<SessionIssuer> logger)
{
    private static readonly TimeSpan NoteVisitsEvery = TimeSpan.FromDays(1);

    public async Task SignInAsync(HttpContext http, UserRow user, bool remember, CancellationToken cancellation)
    {
        // A session in hand is ended rather than carried over into the new one.
        await ForgetAsync(http.User, cancellation);
        var now = clock.GetUtcNow();
        var row = new SessionRow { Id = Guid.NewGuid().ToString("n"), UserId = user.Id, CreatedAt = now, SeenAt = now, PublicId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) };
        var expired = now - SessionCookie.Remembered - NoteVisitsEvery;
        await database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<SessionRow>().Where(session => session.SeenAt < expired).ExecuteDeleteAsync(token);
                db.Add(row);
            },
            cancellation);
        await http.SignInAsync(
            SessionCookie.Scheme,
            new Session(row.Id, user.Id, user.UserName, user.Role, now).ToPrincipal(),
            new AuthenticationProperties
            {
                IsPersistent = remember,
                IssuedUtc = now,
                ExpiresUtc = now + (remember ? SessionCookie.Remembered : SessionCookie.Unremembered),
            });
    }

    public async Task SignOutAsync(HttpContext http, CancellationToken cancellation)
    {
        await ForgetAsync(http.User, cancellation);
        await http.SignOutAsync(SessionCookie.Scheme);
    }

    /// <summary>The session with this id, or null when it has ended or its user may no longer sign in.</summary>
    public async ValueTask<Session?> FindAsync(string id, CancellationToken cancellation)
    {
        if (cache.Find(id) is { } known)
        {
            return known;
        }

        var (at, generation) = (clock.GetTimestamp(), cache.Generation);
        await using var db = database.Read();
        var session = await (
            from row in db.Set<SessionRow>()
            join user in db.Set<UserRow>() on row.UserId equals user.Id
            where row.Id == id && user.DisabledAt == null
            select new Session(row.Id, user.Id, user.UserName, user.Role, row.SeenAt)).FirstOrDefaultAsync(cancellation);
        if (session is null)
        {
            return null;
        }

        cache.Add(session, at, generation);
        await NoteVisitAsync(session, cancellation);
        return session;
    }

    private async Task NoteVisitAsync(Session session, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - session.SeenAt < NoteVisitsEvery)
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                (db, token) => db.Set<SessionRow>().Where(row => row.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SeenAt, now), token),
                cancellation);
        }
        catch (LimnerException exception)
        {
            // A full disk must not keep people from looking at their pictures; the next request tries again.
            Log.VisitNotNoted(logger, exception);
        }
    }

    private async Task ForgetAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (principal.FindFirstValue(LimnerClaims.Session) is not { } id)
        {
            return;
        }

        await database.WriteAsync((db, token) => db.EndSessionsAsync(sessions => sessions.Where(row => row.Id == id), token), cancellation);
    }
}

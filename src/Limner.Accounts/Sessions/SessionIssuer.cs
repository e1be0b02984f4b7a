using System.Security.Cryptography;
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
    /// <summary>Often enough for people to see which session is in use, seldom enough not to keep a disk awake.</summary>
    private static readonly TimeSpan NoteVisitsEvery = TimeSpan.FromMinutes(10);

    /// <param name="user">As it was when the password was looked at.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.SignInFailed"/>: it was disabled, or has another password or second factor since.</exception>
    public async Task SignInAsync(HttpContext http, UserRow user, bool remember, CancellationToken cancellation)
    {
        // A session in hand is ended rather than carried over into the new one.
        await ForgetAsync(http.SessionId(), cancellation);
        var now = clock.GetUtcNow();
        var row = new SessionRow
        {
            Id = Guid.NewGuid().ToString("n"),
            PublicId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            UserId = user.Id,
            CreatedAt = now,
            SeenAt = now,
            Remember = remember,
            Address = http.Address(),
            UserAgent = http.UserAgent(),
        };
        await database.WriteAsync(
            async (db, token) =>
            {
                // Else somebody who knows the old password could come in while the new one is set, or without a code while one begins to be asked for, and stay.
                if (!await db.Set<UserRow>().AnyAsync(
                    known => known.Id == user.Id && known.DisabledAt == null && known.PasswordHash == user.PasswordHash && known.SecondFactorConfirmedAt == user.SecondFactorConfirmedAt, token))
                {
                    throw new LimnerException(ErrorCatalogue.SignInFailed);
                }

                await db.Set<SessionRow>().Where(SessionRow.HasExpired(now)).ExecuteDeleteAsync(token);
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
        await ForgetAsync(http.SessionId(), cancellation);
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

    private Task ForgetAsync(string? id, CancellationToken cancellation)
        => id is null
            ? Task.CompletedTask
            : database.WriteAsync((db, token) => db.EndSessionsAsync(sessions => sessions.Where(row => row.Id == id), token), cancellation);
}

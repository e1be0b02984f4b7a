using Limner.Accounts.Access;
using Limner.Accounts.ApiKeys;
using Limner.Accounts.Invitations;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <summary>What an administrator does to an account. A server never loses its last administrator this way.</summary>
internal sealed class UserChanges(IDatabase database, ISecurityEvents events, TimeProvider clock)
{
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.NotFound"/>, <see cref="ErrorCatalogue.Conflict"/> (nobody disables themselves),
    /// <see cref="ErrorCatalogue.LastAdministrator"/>.
    /// </exception>
    public Task<UserView> ApplyAsync(long userId, UserChange change, long by, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var user = await db.Set<UserRow>().FirstOrDefaultAsync(row => row.Id == userId, token) ?? throw new LimnerException(ErrorCatalogue.NotFound);
                if (change.Disabled == true && userId == by)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "Nobody can disable themselves.");
                }

                var now = clock.GetUtcNow();
                var (role, disabled) = (user.Role, user.DisabledAt is not null);
                user.Role = change.Role?.Name() ?? role;
                user.DisabledAt = change.Disabled switch
                {
                    true => user.DisabledAt ?? now,
                    false => null,
                    null => user.DisabledAt,
                };
                if (user.Role != role)
                {
                    db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.RoleChanged, Subject: user.UserName, Detail: $"{role} to {user.Role}")));
                }

                if (user.DisabledAt is not null != disabled)
                {
                    var kind = disabled ? SecurityEventKind.UserEnabled : SecurityEventKind.UserDisabled;
                    db.AfterCommit(() => events.Record(new SecurityEvent(kind, Subject: user.UserName)));
                }

                if (db.ChangeTracker.HasChanges())
                {
                    user.UpdatedAt = now;
                    await db.SaveChangesAsync(token);
                    await KeepAnAdministratorAsync(db, token);
                    await EndAccessAsync(db, user, now, token);
                }

                var seenAt = await db.Set<SessionRow>().Where(session => session.UserId == userId).MaxAsync(session => (DateTimeOffset?)session.SeenAt, token);
                return UserView.From(user, seenAt);
            },
            cancellation);

    private static async Task KeepAnAdministratorAsync(LimnerDb db, CancellationToken cancellation)
    {
        if (!await db.Set<UserRow>().AnyAsync(row => row.Role == Roles.Administrator && row.DisabledAt == null, cancellation))
        {
            throw new LimnerException(ErrorCatalogue.LastAdministrator);
        }
    }

    /// <summary>Whatever is open was opened with the old role: it goes, and comes back with the new one if there is any.</summary>
    private async Task EndAccessAsync(LimnerDb db, UserRow user, DateTimeOffset now, CancellationToken cancellation)
    {
        if (user.DisabledAt is not null)
        {
            await db.EndSessionsAsync(sessions => sessions.Where(session => session.UserId == user.Id), cancellation);
            await db.RevokeApiKeysAsync(user.Id, events, now, cancellation);
            await InvitationLinks.VoidResetsAsync(db, user.Id, cancellation);
        }

        if (user.DisabledAt is not null || user.Role != Roles.Administrator)
        {
            // They know the tokens: a link of theirs would let them in again, as an administrator or as whoever it resets.
            var voided = await InvitationLinks.VoidMadeByAsync(db, user.Id, cancellation);
            if (voided > 0)
            {
                db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.InvitationRevoked, Subject: user.UserName, Detail: $"all that they made, {voided}")));
            }
        }

        await db.PublishAsync(new AccessEnded(user.Id), cancellation);
    }
}

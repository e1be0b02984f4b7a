using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Invitations;

/// <summary>Links to a new password, for administrators and for the command line.</summary>
internal sealed class ResetLinks(IDatabase database, ISecurityEvents events, TimeProvider clock) : IAccountRecovery
{
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.NotFound"/>; <see cref="ErrorCatalogue.Conflict"/>: the account is disabled.</exception>
    public Task<NewInvitation> CreateAsync(long userId, bool removeSecondFactor, long by, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) => await AddAsync(db, await db.Set<UserRow>().FirstOrDefaultAsync(user => user.Id == userId, token), removeSecondFactor, by, token), cancellation);

    public async Task<string> CreateResetLinkAsync(string userName, bool removeSecondFactor, CancellationToken cancellation)
    {
        var created = await database.WriteAsync(
            async (db, token) => await AddAsync(db, await UserNames.FindAsync(db, userName, token), removeSecondFactor, by: null, token),
            cancellation);
        return created.Path;
    }

    private async Task<NewInvitation> AddAsync(LimnerDb db, UserRow? user, bool removeSecondFactor, long? by, CancellationToken cancellation)
    {
        if (user is null)
        {
            throw new LimnerException(ErrorCatalogue.NotFound, "Nobody has that name.");
        }

        if (user.DisabledAt is not null)
        {
            throw new LimnerException(ErrorCatalogue.Conflict, "The account is disabled; enable it first.");
        }

        var now = clock.GetUtcNow();
        var (token, invitation) = await InvitationLinks.AddResetAsync(db, user, removeSecondFactor, by, now, cancellation);
        if (by is null)
        {
            // No server runs that would write it down later.
            db.Add(new SecurityEventRow { At = now, Kind = SecurityEventKind.ResetLinkMade.Name(), Subject = user.UserName, Detail = "on the command line" });
        }
        else
        {
            db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.ResetLinkMade, Subject: user.UserName)));
        }

        return NewInvitation.From(token, invitation, now);
    }
}

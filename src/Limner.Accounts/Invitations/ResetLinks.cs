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
        => database.WriteAsync((db, token) => AddAsync(db, db.Set<UserRow>().Where(user => user.Id == userId), removeSecondFactor, by, token), cancellation);

    public async Task<string> CreateResetLinkAsync(string userName, bool removeSecondFactor, CancellationToken cancellation)
    {
        var normalized = UserNames.Normalize(userName);
        var created = await database.WriteAsync(
            (db, token) => AddAsync(db, db.Set<UserRow>().Where(user => user.NormalizedUserName == normalized), removeSecondFactor, by: null, token),
            cancellation);
        return created.Path;
    }

    private async Task<NewInvitation> AddAsync(LimnerDb db, IQueryable<UserRow> which, bool removeSecondFactor, long? by, CancellationToken cancellation)
    {
        var user = await which.FirstOrDefaultAsync(cancellation) ?? throw new LimnerException(ErrorCatalogue.NotFound, "Nobody has that name.");
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

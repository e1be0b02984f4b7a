using Limner.Accounts.Access;
using Limner.Accounts.Users;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Invitations;

/// <summary>Makes one-time links.</summary>
internal static class InvitationLinks
{
    /// <summary>A reset waits for somebody who asked for it, so it need not last as long as an invitation.</summary>
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(24);

    /// <summary>Links that nobody used are listed as expired for so long, then forgotten.</summary>
    private static readonly TimeSpan KeepExpired = TimeSpan.FromDays(30);

    public static async Task<string> AddAsync(LimnerDb db, InvitationRow invitation, CancellationToken cancellation)
    {
        var token = OneTimeToken.Create();
        invitation.TokenHash = OneTimeToken.Hash(token);
        var forgotten = invitation.CreatedAt - KeepExpired;
        await db.Set<InvitationRow>().Where(row => row.ExpiresAt < forgotten).ExecuteDeleteAsync(cancellation);
        db.Add(invitation);
        await db.SaveChangesAsync(cancellation);
        return token;
    }

    /// <summary>A link to a new password for <paramref name="user"/>; earlier ones are void from now on.</summary>
    public static async Task<(string Token, InvitationRow Row)> AddResetAsync(
        LimnerDb db, UserRow user, bool removeSecondFactor, long? createdBy, DateTimeOffset now, CancellationToken cancellation)
    {
        await VoidResetsAsync(db, user.Id, cancellation);
        var row = new InvitationRow
        {
            Purpose = Purposes.Reset,
            TokenHash = "",
            UserId = user.Id,
            UserName = user.UserName,
            Role = user.Role,
            RemoveSecondFactor = removeSecondFactor,
            CreatedBy = createdBy,
            CreatedAt = now,
            ExpiresAt = now + ResetLifetime,
        };
        return (await AddAsync(db, row, cancellation), row);
    }

    /// <summary>Nobody can use what <paramref name="userId"/> has handed out.</summary>
    /// <returns>How many links there were.</returns>
    public static Task<int> VoidMadeByAsync(LimnerDb db, long userId, CancellationToken cancellation)
        => db.Set<InvitationRow>().Where(row => row.CreatedBy == userId && row.UsedAt == null).ExecuteDeleteAsync(cancellation);

    public static Task VoidResetsAsync(LimnerDb db, long userId, CancellationToken cancellation)
        => db.Set<InvitationRow>().Where(row => row.UserId == userId && row.UsedAt == null).ExecuteDeleteAsync(cancellation);
}

using Limner.Accounts.SecondFactor;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <summary>The account a session belongs to.</summary>
/// <param name="Id"><c>usr_…</c></param>
/// <param name="UserName">As it was entered.</param>
/// <param name="SecondFactor">Signing in takes a code as well.</param>
/// <param name="RecoveryCodesLeft">How many of them have not been used.</param>
public sealed record MeView(string Id, string UserName, Role Role, bool SecondFactor, int RecoveryCodesLeft, DateTimeOffset CreatedAt)
{
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Authentication"/>: the account is gone.</exception>
    internal static async Task<MeView> ReadAsync(LimnerDb db, long userId, CancellationToken cancellation)
    {
        var user = await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == userId, cancellation) ?? throw new LimnerException(ErrorCatalogue.Authentication);
        var left = await db.Set<RecoveryCodeRow>().CountAsync(code => code.UserId == userId && code.UsedAt == null, cancellation);
        return new MeView(PublicId.Format(IdPrefixes.User, user.Id), user.UserName, Roles.Parse(user.Role), user.SecondFactorConfirmedAt is not null, left, user.CreatedAt);
    }
}

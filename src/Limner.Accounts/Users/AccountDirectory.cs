using Limner.Accounts.Access;
using Limner.Kernel.Access;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

internal sealed class AccountDirectory : IAccounts
{
    public Task<long?> FirstAdministratorAsync(LimnerDb db, CancellationToken cancellation)
        => db.Set<UserRow>()
            .Where(user => user.Role == Roles.Administrator && user.DisabledAt == null)
            .OrderBy(user => user.Id)
            .Select(user => (long?)user.Id)
            .FirstOrDefaultAsync(cancellation);

    public async Task<IReadOnlyDictionary<long, Account>> FindAsync(LimnerDb db, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        var users = await db.Set<UserRow>()
            .Where(user => EF.Parameter(ids).Contains(user.Id))
            .Select(user => new { user.Id, user.UserName, user.Role, user.DisabledAt })
            .ToListAsync(cancellation);
        return users.ToDictionary(user => user.Id, user => new Account(user.Id, user.UserName, user.DisabledAt is null, Granted.ByRoleAlone(user.Role, Permission.Write)));
    }
}

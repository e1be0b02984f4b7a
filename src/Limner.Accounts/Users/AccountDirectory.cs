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
}

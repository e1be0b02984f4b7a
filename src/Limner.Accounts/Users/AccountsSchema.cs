using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

internal sealed class AccountsSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<UserRow>().ToTable("users").HasKey(user => user.Id);
        model.Entity<SessionRow>().ToTable("sessions").HasKey(session => session.Id);
    }
}

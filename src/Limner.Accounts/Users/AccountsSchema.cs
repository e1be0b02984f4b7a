using Limner.Accounts.ApiKeys;
using Limner.Accounts.Invitations;
using Limner.Accounts.SecondFactor;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

internal sealed class AccountsSchema : ISchemaModule
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<UserRow>().ToTable("users").HasKey(user => user.Id);
        model.Entity<SessionRow>().ToTable("sessions").HasKey(session => session.Id);
        model.Entity<RecoveryCodeRow>().ToTable("recovery_codes").HasKey(code => new { code.UserId, code.CodeHash });
        model.Entity<ApiKeyRow>().ToTable("api_keys").HasKey(key => key.Id);
        model.Entity<InvitationRow>().ToTable("invitations").HasKey(invitation => invitation.Id);
        model.Entity<SecurityEventRow>().ToTable("security_events").HasKey(happened => happened.Id);
    }
}

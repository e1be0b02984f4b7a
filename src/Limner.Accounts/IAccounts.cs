using Limner.Storage;

namespace Limner.Accounts;

/// <summary>What other modules may ask about the accounts.</summary>
public interface IAccounts
{
    /// <summary>The oldest administrator who is not disabled, or null before the set-up (then follow <see cref="AdministratorCreated"/>).</summary>
    Task<long?> FirstAdministratorAsync(LimnerDb db, CancellationToken cancellation);
}

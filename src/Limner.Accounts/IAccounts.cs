using Limner.Storage;

namespace Limner.Accounts;

/// <summary>An account as other modules know it.</summary>
/// <param name="MayWrite">Whether the role lets the person change things, own folders among them: all but viewers.</param>
public sealed record Account(long Id, string UserName, bool IsEnabled, bool MayWrite);

/// <summary>What other modules may ask about the accounts.</summary>
public interface IAccounts
{
    /// <summary>The oldest administrator who is not disabled, or null before the set-up (then follow <see cref="AdministratorCreated"/>).</summary>
    Task<long?> FirstAdministratorAsync(LimnerDb db, CancellationToken cancellation);

    /// <summary>The accounts with these ids, in one query; an id nobody has is left out.</summary>
    Task<IReadOnlyDictionary<long, Account>> FindAsync(LimnerDb db, IReadOnlyCollection<long> ids, CancellationToken cancellation);
}

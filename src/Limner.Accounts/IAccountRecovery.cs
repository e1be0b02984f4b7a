using Limner.Kernel.Errors;

namespace Limner.Accounts;

/// <summary>For whoever owns the machine, when nobody can sign in.</summary>
public interface IAccountRecovery
{
    /// <summary>A one-time link to a new password.</summary>
    /// <param name="removeSecondFactor">Using it takes the second factor away too.</param>
    /// <returns>The web client's path, with the token behind the #.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.NotFound"/>; <see cref="ErrorCatalogue.Conflict"/>: the account is disabled.</exception>
    Task<string> CreateResetLinkAsync(string userName, bool removeSecondFactor, CancellationToken cancellation);
}

using Limner.Accounts.SecondFactor;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Sessions;

/// <summary>
/// Finds out whether somebody is who they say. For a name that nobody has, one whose account is disabled and a wrong password the same work
/// is done, one query and one hash, and the same is answered; about a second factor only those learn who know the password.
/// </summary>
internal sealed class SignIn(IDatabase database, Passwords passwords, SecondFactors secondFactors, SignInThrottle throttle, ISecurityEvents events, TimeProvider clock)
{
    /// <returns>The account.</returns>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.SignInFailed"/>, <see cref="ErrorCatalogue.SecondFactorRequired"/>, <see cref="ErrorCatalogue.SecondFactorFailed"/>,
    /// <see cref="ErrorCatalogue.RateLimited"/>.
    /// </exception>
    public async Task<UserRow> CheckAsync(SignInRequest request, SignInThrottle.Attempt attempt, CancellationToken cancellation)
    {
        UserRow? named;
        await using (var db = database.Read())
        {
            named = await UserNames.FindAsync(db, request.UserName, cancellation);
        }

        var user = named is { DisabledAt: null } ? named : null;
        var verified = await passwords.VerifyAsync(user?.PasswordHash, request.Password, cancellation);
        if (user is null || verified == PasswordVerificationResult.Failed)
        {
            // Only the name of an account is noted: people type passwords into the field for the name.
            events.Record(new SecurityEvent(SecurityEventKind.SignInFailed, named?.Id, named?.UserName));
            throw new LimnerException(ErrorCatalogue.SignInFailed);
        }

        if (user.SecondFactorConfirmedAt is not null)
        {
            await CheckCodeAsync(user, request.Code, attempt, cancellation);
        }

        attempt.Succeeded();
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await RehashAsync(user, request.Password, cancellation);
        }

        return user;
    }

    private async Task CheckCodeAsync(UserRow user, string? code, SignInThrottle.Attempt attempt, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            // The web client asks for the code only now. The password was right, so nothing has been guessed.
            attempt.Succeeded();
            throw new LimnerException(ErrorCatalogue.SecondFactorRequired);
        }

        // From here on wrong ones count twice: for the address, like a wrong password, and for the account.
        var codeAttempt = throttle.BeginCode(user.Id);
        if (!await secondFactors.TryUseAsync(user, code, cancellation))
        {
            events.Record(new SecurityEvent(SecurityEventKind.SignInFailed, user.Id, user.UserName, "second factor"));
            throw new LimnerException(ErrorCatalogue.SecondFactorFailed);
        }

        codeAttempt.Succeeded();
    }

    private async Task RehashAsync(UserRow user, string password, CancellationToken cancellation)
    {
        var known = user.PasswordHash;
        var hash = await passwords.HashAsync(password, cancellation);
        var now = clock.GetUtcNow();
        var replaced = await database.WriteAsync(
            (db, token) => db.Set<UserRow>()
                .Where(row => row.Id == user.Id && row.PasswordHash == known)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash).SetProperty(row => row.UpdatedAt, now), token),
            cancellation);
        if (replaced == 1)
        {
            user.PasswordHash = hash;
        }
    }
}

using Limner.Accounts.Sessions;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.Users;

/// <summary>Asks somebody who is signed in for the password once more.</summary>
internal sealed class PasswordPrompt(IDatabase database, Passwords passwords, SignInThrottle throttle)
{
    /// <returns>The stored hash that it fits.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.PasswordWrong"/>, <see cref="ErrorCatalogue.RateLimited"/> after ten wrong ones.</exception>
    public async Task<string> CheckAsync(long userId, string password, CancellationToken cancellation)
    {
        var attempt = throttle.BeginPassword(userId);
        string? hash;
        await using (var db = database.Read())
        {
            hash = await db.Set<UserRow>().Where(user => user.Id == userId).Select(user => user.PasswordHash).FirstOrDefaultAsync(cancellation);
        }

        if (await passwords.VerifyAsync(hash, password, cancellation) == PasswordVerificationResult.Failed)
        {
            throw new LimnerException(ErrorCatalogue.PasswordWrong);
        }

        attempt.Succeeded();
        return hash!;
    }
}

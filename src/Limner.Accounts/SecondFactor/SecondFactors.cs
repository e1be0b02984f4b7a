using System.Globalization;
using System.Security.Cryptography;
using Limner.Accounts.SecurityEvents;
using Limner.Accounts.Sessions;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Accounts.SecondFactor;

/// <summary>An account's second factor: shown, put in force by a first code, asked for at each sign-in, taken away.</summary>
internal sealed class SecondFactors(IDatabase database, IDataProtectionProvider protection, ISecurityEvents events, TimeProvider clock, ILogger<SecondFactors> logger)
{
    /// <summary>What is typed is refused beyond this before it is looked at.</summary>
    private const int MaxCodeLength = 64;

    /// <summary>Makes a secret, which is asked for only once a code of it has been seen. One that was shown before is void.</summary>
    /// <returns>The secret in base 32.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Conflict"/>: one is in force.</exception>
    public async Task<string> BeginAsync(long userId, CancellationToken cancellation)
    {
        var secret = Base32.Encode(Totp.CreateSecret());
        var sealedSecret = Protector(userId).Protect(secret);
        await database.WriteAsync(
            async (db, token) =>
            {
                var user = await db.Set<UserRow>().SingleAsync(row => row.Id == userId, token);
                if (user.SecondFactorConfirmedAt is not null)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "The second factor is in force already.");
                }

                user.SecondFactorSecret = sealedSecret;
                user.SecondFactorLastStep = null;
            },
            cancellation);
        return secret;
    }

    /// <summary>Puts the secret in force that was shown last. All sessions but this one end: they were begun without it.</summary>
    /// <returns>The recovery codes.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>, field <c>code</c>; <see cref="ErrorCatalogue.Conflict"/>: there is none to confirm.</exception>
    public Task<string[]> ConfirmAsync(long userId, string code, string? sessionId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var user = await db.Set<UserRow>().SingleAsync(row => row.Id == userId, token);
                if (user.SecondFactorSecret is null || user.SecondFactorConfirmedAt is not null)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, "There is no second factor to confirm.");
                }

                var now = clock.GetUtcNow();
                user.SecondFactorLastStep = Match(user, code, now)
                    ?? throw new LimnerException(ErrorCatalogue.Validation.With("The code is wrong. Is the clock of the phone right?", "code"));
                user.SecondFactorConfirmedAt = now;
                user.UpdatedAt = now;
                await db.SaveChangesAsync(token);
                await db.EndSessionsAsync(sessions => sessions.Where(session => session.UserId == userId && session.Id != sessionId), token);
                db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.SecondFactorEnabled, userId)));
                return await RecoveryCodes.ReplaceAsync(db, userId, token);
            },
            cancellation);

    /// <summary>Whether <paramref name="code"/>, of the app or a recovery code, is good for this sign-in. It is good for no other.</summary>
    /// <param name="user">As it was read; its second factor is in force.</param>
    public async Task<bool> TryUseAsync(UserRow user, string code, CancellationToken cancellation)
    {
        if (code.Length > MaxCodeLength)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        return Match(user, code, now) is { } step
            ? await TakeStepAsync(user.Id, step, cancellation)
            : await database.WriteAsync(
                async (db, token) =>
                {
                    var used = await RecoveryCodes.TryUseAsync(db, user.Id, code, now, token);
                    if (used)
                    {
                        db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.RecoveryCodeUsed, user.Id)));
                    }

                    return used;
                },
                cancellation);
    }

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Conflict"/>: no second factor is in force.</exception>
    public Task<string[]> ReplaceRecoveryCodesAsync(long userId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) => await db.Set<UserRow>().AnyAsync(user => user.Id == userId && user.SecondFactorConfirmedAt != null, token)
                ? await RecoveryCodes.ReplaceAsync(db, userId, token)
                : throw new LimnerException(ErrorCatalogue.Conflict, "There is no second factor."),
            cancellation);

    public Task DisableAsync(long userId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var user = await db.Set<UserRow>().SingleAsync(row => row.Id == userId, token);
                if (user.SecondFactorConfirmedAt is not null)
                {
                    db.AfterCommit(() => events.Record(new SecurityEvent(SecurityEventKind.SecondFactorDisabled, userId)));
                }

                user.UpdatedAt = clock.GetUtcNow();
                await RemoveAsync(db, user, token);
            },
            cancellation);

    /// <param name="user">Tracked; the caller's transaction saves it.</param>
    public static Task RemoveAsync(LimnerDb db, UserRow user, CancellationToken cancellation)
    {
        (user.SecondFactorSecret, user.SecondFactorConfirmedAt, user.SecondFactorLastStep) = (null, null, null);
        return RecoveryCodes.RemoveAsync(db, user.Id, cancellation);
    }

    /// <summary>Of two sign-ins with one code at once, the first to come here has it.</summary>
    private Task<bool> TakeStepAsync(long userId, long step, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) => await db.Set<UserRow>()
                .Where(user => user.Id == userId && user.SecondFactorConfirmedAt != null && (user.SecondFactorLastStep == null || user.SecondFactorLastStep < step))
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.SecondFactorLastStep, (long?)step), token) == 1,
            cancellation);

    private long? Match(UserRow user, string code, DateTimeOffset now)
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != Totp.Digits || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        try
        {
            return Totp.Match(Base32.Decode(Protector(user.Id).Unprotect(user.SecondFactorSecret!)), digits, now, user.SecondFactorLastStep);
        }
        catch (CryptographicException exception)
        {
            // The keys beside the database are not those it was sealed with (a database restored without them): recovery codes still work.
            Log.SecondFactorUnreadable(logger, exception, user.Id);
            return null;
        }
    }

    /// <summary>A secret that is moved to another account's row does not open there.</summary>
    private IDataProtector Protector(long userId) => protection.CreateProtector("Limner.SecondFactor", userId.ToString(CultureInfo.InvariantCulture));
}

using System.Security.Cryptography;
using Limner.Accounts.Access;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.SecondFactor;

/// <summary>
/// Codes on paper for when the phone is gone: ten of 79 bits, each good once. That many let them be kept under a fast hash like any
/// other random secret.
/// </summary>
internal static class RecoveryCodes
{
    public const int Count = 10;
    private const int GroupSize = 4;
    private const int Groups = 4;

    // Without those that are taken for others on paper: 0 and o, 1, i and l.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>Makes new ones; those of before are void.</summary>
    public static async Task<string[]> ReplaceAsync(LimnerDb db, long userId, CancellationToken cancellation)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => Create()).ToArray();
        await RemoveAsync(db, userId, cancellation);
        db.AddRange(codes.Select(code => new RecoveryCodeRow { UserId = userId, CodeHash = HashOf(code) }));
        await db.SaveChangesAsync(cancellation);
        return codes;
    }

    public static Task RemoveAsync(LimnerDb db, long userId, CancellationToken cancellation)
        => db.Set<RecoveryCodeRow>().Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellation);

    /// <summary>Whether it was one of the user's and had not been used; it has been from now on.</summary>
    public static async Task<bool> TryUseAsync(LimnerDb db, long userId, string typed, DateTimeOffset now, CancellationToken cancellation)
    {
        var hash = HashOf(typed);
        return await db.Set<RecoveryCodeRow>()
            .Where(code => code.UserId == userId && code.CodeHash == hash && code.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, now), cancellation) == 1;
    }

    private static string Create()
        => string.Join('-', RandomNumberGenerator.GetString(Alphabet, GroupSize * Groups).Chunk(GroupSize).Select(group => new string(group)));

    /// <summary>However it was typed: spaces, dashes and case do not count.</summary>
    private static string HashOf(string typed)
        => OneTimeToken.Hash(new string([.. typed.Where(sign => !char.IsWhiteSpace(sign) && sign != '-').Select(char.ToLowerInvariant)]));
}

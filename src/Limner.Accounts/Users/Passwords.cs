using System.Buffers.Binary;
using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.Users;

/// <summary>
/// Passwords are kept as ASP.NET Core Identity's V3 hashes: PBKDF2-HMAC-SHA512, 128-bit salt, 256-bit key. Identity's own default is
/// 100,000 iterations; here it is what OWASP's Password Storage Cheat Sheet asks for that function, and a weaker stored hash is replaced at
/// the next sign-in.
/// </summary>
/// <param name="iterations">What a hash costs. Another number than <see cref="Iterations"/> is for tests that are about other things.</param>
internal sealed class Passwords(int iterations = Passwords.Iterations) : IDisposable
{
    public const int MinLength = 10;
    public const int MaxLength = 1024;
    public const int Iterations = 220_000;

    /// <summary>Of a hash in Identity's format: version, function, iterations, size of the salt.</summary>
    internal const int HeaderSize = 13;

    private const int SaltSize = 16;
    private const int KeySize = 32;

    private readonly PasswordHasher<UserRow> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    // Hashing takes a core for a tenth of a second: guessing from many addresses at once must not take all of them.
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>What a password is held against where there is no account.</summary>
    internal string NobodysHash { get; } = MakeNobodysHash(iterations);

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>, with <paramref name="field"/>.</exception>
    public static void Check(string password, string userName, string field = "password")
    {
        var wrong = password switch
        {
            { Length: < MinLength } => $"It needs {MinLength} characters at least; a few words in a row are easy to remember.",
            { Length: > MaxLength } => $"It may have {MaxLength} characters at most.",
            _ when password.Distinct().Take(3).Count() < 3 => "It repeats the same characters.",
            _ when string.Equals(password, userName, StringComparison.OrdinalIgnoreCase) => "It may not be the user name.",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With(wrong, field));
        }
    }

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _cores.WaitAsync(cancellation);
        try
        {
            return _hasher.HashPassword(null!, password);
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <param name="hash">Null for a user who does not exist: it takes as long and never fits, so that names cannot be found out by the clock.</param>
    public async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellation)
    {
        if (password.Length > MaxLength)
        {
            return PasswordVerificationResult.Failed;
        }

        await _cores.WaitAsync(cancellation);
        try
        {
            return _hasher.VerifyHashedPassword(null!, hash ?? NobodysHash, password);
        }
        finally
        {
            _cores.Release();
        }
    }

    public void Dispose() => _cores.Dispose();

    /// <summary>A hash in the same format and of the same cost, of no password: its key is random.</summary>
    private static string MakeNobodysHash(int iterations)
    {
        const byte version3 = 1;
        const int hmacSha512 = 2;
        var hash = new byte[HeaderSize + SaltSize + KeySize];
        RandomNumberGenerator.Fill(hash);
        hash[0] = version3;
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(1), hmacSha512);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(5), iterations);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(9), SaltSize);
        return Convert.ToBase64String(hash);
    }
}

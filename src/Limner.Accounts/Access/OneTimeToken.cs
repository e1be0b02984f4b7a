using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Accounts.Access;

/// <summary>
/// Secrets that are shown once and kept only as a hash. They are random and long, so that a fast hash is enough: there is no guessing them,
/// and whoever reads the database cannot use what it holds.
/// </summary>
internal static class OneTimeToken
{
    /// <summary>256 random bits, in letters that need no escaping in an address.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

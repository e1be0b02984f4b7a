using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Accounts.ApiKeys;

/// <summary>What a key looks like: <c>lmn_</c> and 256 random bits in base64url. The prefix lets secret scanners find one that was published.</summary>
internal static class KeyText
{
    public const string Start = "lmn_";
    public const int PrefixLength = 8;

    private const int RandomBytes = 32;

    /// <summary>43 digits of six bits.</summary>
    private static readonly int Length = Start.Length + Base64Url.GetEncodedLength(RandomBytes);

    public static string Create() => Start + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What is not even of the shape of a key needs no look at the database.</summary>
    public static bool IsWellFormed(string key) => key.Length == Length && key.StartsWith(Start, StringComparison.Ordinal) && Base64Url.IsValid(key.AsSpan(Start.Length));

    /// <summary>Enough to tell one's keys apart, of no use to a guesser.</summary>
    public static string Prefix(string key) => key[..PrefixLength];

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

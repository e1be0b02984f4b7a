using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Accounts.SecondFactor;

/// <summary>
/// Time-based one-time passwords as authenticator apps make them: RFC 6238 over RFC 4226 with HMAC-SHA-1, six digits and steps of thirty
/// seconds, the only parameters that all apps follow.
/// </summary>
internal static class Totp
{
    public const int Digits = 6;
    public const int SecretSize = 20;
    private const int StepSeconds = 30;

    /// <summary>Steps either side of the present one that are taken: clocks differ, and typing takes time.</summary>
    private const int Window = 1;

    public static byte[] CreateSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of one time step.</summary>
    /// <param name="digits">1 to 9.</param>
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The RFC's function, and the one that apps know. SHA-1's collisions do not weaken HMAC.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var offset = mac[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & int.MaxValue;
        var modulus = 1;
        for (var i = 0; i < digits; i++)
        {
            modulus *= 10;
        }

        return (number % modulus).ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>The time step that <paramref name="code"/> belongs to, or null when it is of none that is good at <paramref name="now"/>.</summary>
    /// <param name="lastStep">Steps up to this one have been used.</param>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long? lastStep)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepAt(now) + Window; step >= StepAt(now) - Window; step--)
        {
            // All are compared whole, so that the time tells nothing. Of two that have the same code the earlier is taken.
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(Code(secret, step))) && step > (lastStep ?? long.MinValue))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>What the app reads from the QR code (Google's "Key Uri Format").</summary>
    public static string Uri(string secret, string userName)
        => $"otpauth://totp/Limner:{System.Uri.EscapeDataString(userName)}?secret={secret}&issuer=Limner";
}

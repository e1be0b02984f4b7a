using System.Text;

namespace Limner.Accounts.SecondFactor;

/// <summary>RFC 4648's base 32, without padding: the form in which authenticator apps take a secret.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerLetter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = (buffer << 8 | one) & 0xfff;
            for (bits += 8; bits >= BitsPerLetter; bits -= BitsPerLetter)
            {
                text.Append(Alphabet[buffer >> (bits - BitsPerLetter) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[buffer << (BitsPerLetter - bits) & 31]).ToString();
    }

    /// <exception cref="FormatException">A letter that is not of the alphabet.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * BitsPerLetter / 8);
        var (buffer, bits) = (0, 0);
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(letter);
            if (value < 0)
            {
                throw new FormatException("Not base 32.");
            }

            buffer = (buffer << BitsPerLetter | value) & 0xfff;
            bits += BitsPerLetter;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}

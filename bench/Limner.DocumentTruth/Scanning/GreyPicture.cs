using System.Globalization;
using System.Text;

namespace Limner.DocumentTruth.Scanning;

/// <summary>8 bits a pixel, rows from the top.</summary>
internal sealed record GreyPicture(int Width, int Height, byte[] Pixels)
{
    /// <summary>A binary PGM of 8 bits, as Poppler writes it: "P5", width, height, 255, pixels.</summary>
    public static GreyPicture FromPgm(ReadOnlySpan<byte> file)
    {
        var at = 0;
        if (Token(file, ref at) != "P5")
        {
            throw new InvalidDataException("This is no binary PGM.");
        }

        var width = int.Parse(Token(file, ref at), CultureInfo.InvariantCulture);
        var height = int.Parse(Token(file, ref at), CultureInfo.InvariantCulture);
        return Token(file, ref at) == "255" && file.Length - at == width * height
            ? new GreyPicture(width, height, file[at..].ToArray())
            : throw new InvalidDataException("A PGM of 8 bits has one byte a pixel.");
    }

    public byte[] ToPgm() => [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5\n{Width} {Height}\n255\n")), .. Pixels];

    private static string Token(ReadOnlySpan<byte> file, ref int at)
    {
        var start = at;
        while (at < file.Length && file[at] > ' ')
        {
            at++;
        }

        return Encoding.ASCII.GetString(file[start..at++]);
    }
}

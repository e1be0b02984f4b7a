using System.Buffers.Binary;

namespace Limner.Imaging.Conversion;

/// <summary>Puts an EXIF block that says nothing but the orientation in the place of those a JPEG has.</summary>
internal static class JpegExif
{
    private static ReadOnlySpan<byte> Preamble => "Exif\0\0"u8;

    /// <param name="jpeg">From its first byte.</param>
    /// <param name="orientation">1 to 8 (CIPA DC-008, 4.6.4); with 1 there is no block.</param>
    public static byte[] WithOrientation(ReadOnlySpan<byte> jpeg, int orientation)
    {
        using var result = new MemoryStream(jpeg.Length + 64);
        result.Write(jpeg[..2]);
        if (orientation is > 1 and <= 8)
        {
            result.Write(Block(orientation));
        }

        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xff && jpeg[at + 1] is not (0xda or 0xff or < 0xc0))
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (at + length > jpeg.Length)
            {
                break;
            }

            if (jpeg[at + 1] != 0xe1 || !jpeg[(at + 4)..].StartsWith(Preamble))
            {
                result.Write(jpeg.Slice(at, length));
            }

            at += length;
        }

        result.Write(jpeg[at..]);
        return result.ToArray();
    }

    /// <summary>APP1 with a TIFF structure of one directory of one entry.</summary>
    private static byte[] Block(int orientation) =>
    [
        0xff, 0xe1, 0, 34, .. Preamble, .. "MM\0*"u8, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
        0, 0, 0, 0,
    ];
}

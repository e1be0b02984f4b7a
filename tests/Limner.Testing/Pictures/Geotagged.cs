using System.Buffers.Binary;

namespace Limner.Testing.Pictures;

/// <summary>Small pictures that say where they were taken, as a camera writes it: EXIF 2.32, 4.6.6 (GPS attributes), in a PNG's eXIf chunk.</summary>
public static class Geotagged
{
    /// <summary><see cref="ManyPictures.Gradient"/>, taken there.</summary>
    /// <param name="latitude">Degrees, -90..90.</param>
    /// <param name="longitude">Degrees, -180..180.</param>
    public static byte[] Gradient(int number, double latitude, double longitude) => PngWriter.WithChunk(ManyPictures.Gradient(number), "eXIf"u8, Exif(latitude, longitude));

    private static byte[] Exif(double latitude, double longitude)
    {
        // A TIFF header, a directory with nothing but the way to the GPS directory, that one with four entries, and its two triples of rationals.
        const int gps = 8 + 2 + 12 + 4, data = gps + 2 + (4 * 12) + 4;
        var block = new byte[data + 48];
        "MM\0*\0\0\0\u0008"u8.CopyTo(block);
        BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(8), 1);
        Entry(block.AsSpan(10), 0x8825, 4, 1, gps);
        BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(gps), 4);
        Entry(block.AsSpan(gps + 2), 1, 2, 2, (uint)(latitude < 0 ? 'S' : 'N') << 24);
        Entry(block.AsSpan(gps + 14), 2, 5, 3, data);
        Entry(block.AsSpan(gps + 26), 3, 2, 2, (uint)(longitude < 0 ? 'W' : 'E') << 24);
        Entry(block.AsSpan(gps + 38), 4, 5, 3, data + 24);
        Degrees(block.AsSpan(data), Math.Abs(latitude));
        Degrees(block.AsSpan(data + 24), Math.Abs(longitude));
        return block;
    }

    private static void Entry(Span<byte> at, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(at, tag);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], type);
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], count);
        BinaryPrimitives.WriteUInt32BigEndian(at[8..], value);
    }

    /// <summary>Degrees to a millionth, no minutes, no seconds: three rationals.</summary>
    private static void Degrees(Span<byte> at, double degrees)
    {
        BinaryPrimitives.WriteUInt32BigEndian(at, (uint)Math.Round(degrees * 1e6));
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], 1_000_000);
        BinaryPrimitives.WriteUInt32BigEndian(at[12..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(at[20..], 1);
    }
}

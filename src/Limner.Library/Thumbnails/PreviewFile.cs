using System.Buffers.Binary;
using System.Numerics;
using Limner.Imaging;

namespace Limner.Library.Thumbnails;

/// <summary>
/// How a preview lies on disk: the picture, so that any program shows it, and sixteen bytes behind it that tell its quality and whether it is whole:
/// "LPV1", the quality, three zeros, the CRC-32C of the picture, its length. Little-endian.
/// </summary>
internal static class PreviewFile
{
    private const int TrailerLength = 16;
    private const int WebpHeaderLength = 12;

    private static ReadOnlySpan<byte> Mark => "LPV1"u8;

    public static byte[] Trailer(ReadOnlySpan<byte> picture, int quality)
    {
        var trailer = new byte[TrailerLength];
        Mark.CopyTo(trailer);
        trailer[4] = (byte)quality;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(8), Checksum(picture));
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(12), picture.Length);
        return trailer;
    }

    /// <summary>The preview in a file's bytes; null when they are damaged or cut off.</summary>
    public static Preview? Read(PreviewKey key, ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length > TrailerLength && bytes[^TrailerLength..] is var trailer && trailer.StartsWith(Mark))
        {
            var picture = file[..^TrailerLength];
            return BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]) == picture.Length
                && BinaryPrimitives.ReadUInt32LittleEndian(trailer[8..]) == Checksum(picture.Span)
                ? new Preview(key, trailer[4], picture)
                : null;
        }

        // A thumbnail of before there were trailers: at least it is not cut off.
        return key.Format == PreviewFormat.Webp && IsWholeWebp(bytes) ? new Preview(key, Preview.QualityUnknown, file) : null;
    }

    private static bool IsWholeWebp(ReadOnlySpan<byte> bytes)
        => bytes.Length > WebpHeaderLength
            && bytes[..4].SequenceEqual("RIFF"u8)
            && bytes[8..12].SequenceEqual("WEBP"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L == bytes.Length;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}

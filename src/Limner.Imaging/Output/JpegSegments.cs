using System.Buffers.Binary;
using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Imaging.Output;

/// <summary>Puts metadata into a JPEG as segments APP1, behind the beginning and JFIF's own segment.</summary>
internal static class JpegSegments
{
    private const int LargestContent = ushort.MaxValue - 2;

    public static byte[] Insert(byte[] file, EmbeddedMetadata metadata)
    {
        var at = file is [0xff, 0xd8, 0xff, 0xe0, ..] ? 4 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(4)) : 2;
        using var result = new MemoryStream(file.Length + 8192);
        result.Write(file, 0, at);
        if (metadata.Comment is { } comment)
        {
            Write(result, "Exif\0\0"u8, UserComment.Write(comment));
        }

        if (metadata.Xmp is { } xmp)
        {
            Write(result, "http://ns.adobe.com/xap/1.0/\0"u8, Encoding.UTF8.GetBytes(xmp));
        }

        result.Write(file, at, file.Length - at);
        return result.ToArray();
    }

    private static void Write(MemoryStream target, ReadOnlySpan<byte> preamble, ReadOnlySpan<byte> content)
    {
        if (preamble.Length + content.Length > LargestContent)
        {
            throw new LimnerException(ErrorCatalogue.PayloadTooLarge, "The texts to be written into the JPEG are longer than a segment of it; choose another format.");
        }

        Span<byte> header = [0xff, 0xe1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(2 + preamble.Length + content.Length));
        target.Write(header);
        target.Write(preamble);
        target.Write(content);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Limner.Imaging.Output;

/// <summary>Makes a simple WebP an extended one with metadata behind its picture (RFC 9649, 2.7).</summary>
internal static class WebpChunks
{
    private const int HeaderLength = 12;
    private const byte HasExif = 0x08;
    private const byte HasXmp = 0x04;

    public static byte[] Append(byte[] file, int width, int height, EmbeddedMetadata metadata)
    {
        if (metadata is { Comment: null, Xmp: null })
        {
            return file;
        }

        using var result = new MemoryStream(file.Length + 8192);
        result.Write("RIFF\0\0\0\0WEBP"u8);
        Span<byte> canvas = stackalloc byte[10];
        canvas.Clear();
        canvas[0] = (byte)((metadata.Comment is null ? 0 : HasExif) | (metadata.Xmp is null ? 0 : HasXmp));
        BinaryPrimitives.WriteInt32LittleEndian(canvas[4..], width - 1);
        BinaryPrimitives.WriteInt16LittleEndian(canvas[7..], (short)(height - 1));
        canvas[9] = (byte)((height - 1) >> 16);
        Write(result, "VP8X"u8, canvas);
        foreach (var (name, content) in Pictures(file))
        {
            Write(result, file.AsSpan(name, 4), file.AsSpan(content));
        }

        if (metadata.Comment is { } comment)
        {
            Write(result, "EXIF"u8, UserComment.Write(comment));
        }

        if (metadata.Xmp is { } xmp)
        {
            Write(result, "XMP "u8, Encoding.UTF8.GetBytes(xmp));
        }

        var whole = result.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return whole;
    }

    /// <summary>The chunks of a file that hold its picture; opaque pictures have one.</summary>
    private static IEnumerable<(int Name, Range Content)> Pictures(byte[] file)
    {
        for (var at = HeaderLength; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            if (file.AsSpan(at, 4) is [(byte)'V', (byte)'P', (byte)'8', (byte)' ' or (byte)'L'])
            {
                yield return (at, (at + 8)..(at + 8 + length));
            }

            at += 8 + length + (length & 1);
        }
    }

    private static void Write(MemoryStream target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        target.Write(name);
        target.Write(length);
        target.Write(content);
        if ((content.Length & 1) != 0)
        {
            target.WriteByte(0);
        }
    }
}

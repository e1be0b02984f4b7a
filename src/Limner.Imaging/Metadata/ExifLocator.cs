using System.Buffers.Binary;
using Limner.Native.Vips;
using Limner.Safety.Files;

namespace Limner.Imaging.Metadata;

/// <summary>Finds the EXIF block, a TIFF structure, in a picture file of any format that is read.</summary>
internal static class ExifLocator
{
    /// <summary>Blocks beyond this are no camera's; a TIFF file is its own block, of any size.</summary>
    private const int LargestBlock = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> Preamble => "Exif\0\0"u8;

    /// <summary>The block, empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlyMemory<byte> file)
    {
        var block = FileSniffer.Sniff(file.Span) switch
        {
            FileKind.Jpeg => Jpeg(file.Span),
            FileKind.Png => Png(file.Span),
            FileKind.Webp => Webp(file.Span),
            FileKind.Tiff => file.Span,
            FileKind.Avif or FileKind.Heic => Avif(file),
            FileKind.Raw => Raw(file.Span),
            _ => default,
        };
        return block.StartsWith(Preamble) ? block[Preamble.Length..] : block;
    }

    /// <summary>The first APP1 segment that says it is EXIF, before the picture's data begins.</summary>
    private static ReadOnlySpan<byte> Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xff;)
        {
            var marker = file[at + 1];
            if (marker is 0xff)
            {
                at++;
                continue;
            }

            if (marker is 0xda or 0xd9)
            {
                break;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
            {
                break;
            }

            var content = file.Slice(at + 4, length - 2);
            if (marker == 0xe1 && content.StartsWith(Preamble))
            {
                return content;
            }

            at += 2 + length;
        }

        return default;
    }

    /// <summary>The eXIf chunk, which may stand before or after the picture's data.</summary>
    private static ReadOnlySpan<byte> Png(ReadOnlySpan<byte> file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            if (at + 12 + length > file.Length)
            {
                break;
            }

            if (file.Slice((int)at + 4, 4).SequenceEqual("eXIf"u8))
            {
                return length <= LargestBlock ? file.Slice((int)at + 8, (int)length) : default;
            }

            at += 12 + length;
        }

        return default;
    }

    private static ReadOnlySpan<byte> Webp(ReadOnlySpan<byte> file)
    {
        for (long at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]);
            if (at + 8 + length > file.Length)
            {
                break;
            }

            if (file.Slice((int)at, 4).SequenceEqual("EXIF"u8))
            {
                return length <= LargestBlock ? file.Slice((int)at + 8, (int)length) : default;
            }

            at += 8 + length + (length & 1);
        }

        return default;
    }

    /// <summary>
    /// Most camera raw files are TIFF structures themselves. Fujifilm puts its picture with all metadata in front, where a fixed place in the header points; Canon's CR3 keeps
    /// the blocks of a TIFF structure in boxes of their own, of which the first has maker, model, time and orientation.
    /// </summary>
    private static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> file)
    {
        const int pictureOffset = 84;
        if (file.StartsWith("FUJIFILMCCD-RAW"u8))
        {
            var at = file.Length >= pictureOffset + 4 ? BinaryPrimitives.ReadUInt32BigEndian(file[pictureOffset..]) : uint.MaxValue;
            return at < file.Length ? Jpeg(file[(int)at..]) : default;
        }

        if (file.Length > 8 && file[4..8].SequenceEqual("ftyp"u8))
        {
            var box = file[..Math.Min(file.Length, LargestBlock)].IndexOf("CMT1"u8);
            return box < 0 ? default : file[(box + 4)..];
        }

        return file;
    }

    /// <summary>In AVIF and HEIC the block is an item found through several tables; libvips' reader of the format has done that.</summary>
    private static ReadOnlySpan<byte> Avif(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var image = VipsImage.Open(file);
            return image.GetBlob("exif-data");
        }
        catch (VipsException)
        {
            // A damaged picture has no metadata; that it is damaged is told by whoever decodes it.
            return default;
        }
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Limner.Safety.Files;

namespace Limner.Imaging.Metadata;

/// <summary>The blocks of metadata that a picture file carries; each is empty when there is none.</summary>
internal struct MetadataBlocks
{
    /// <summary>A TIFF structure.</summary>
    public ReadOnlyMemory<byte> Exif;

    /// <summary>An XMP packet.</summary>
    public ReadOnlyMemory<byte> Xmp;

    /// <summary>The second packet of a JPEG whose first one points at it.</summary>
    public ReadOnlyMemory<byte> ExtendedXmp;

    /// <summary>Photoshop's image resources, in which IPTC-IIM lies.</summary>
    public ReadOnlyMemory<byte> ImageResources;

    /// <summary>IPTC-IIM that lies in no image resource.</summary>
    public ReadOnlyMemory<byte> Iptc;
}

/// <summary>
/// Finds the blocks of metadata in a picture file of any format that is read, in place: nothing is copied but what a format spreads over several
/// parts or compresses, and that within <see cref="LargestPacket"/>.
/// </summary>
internal static class BlockLocator
{
    /// <summary>Blocks beyond this are no camera's; a TIFF file is its own block, of any size.</summary>
    private const int LargestBlock = 16 * 1024 * 1024;

    /// <summary>Packets are some kilobytes; programs that keep a history of edits or depth maps in them reach megabytes.</summary>
    public const int LargestPacket = 4 * 1024 * 1024;

    private const ushort TiffXmp = 700;
    private const ushort TiffIptc = 33723;
    private const ushort TiffImageResources = 34377;

    private static ReadOnlySpan<byte> ExifPreamble => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> XmpPreamble => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> ExtensionPreamble => "http://ns.adobe.com/xmp/extension/\0"u8;

    private static ReadOnlySpan<byte> ResourcesPreamble => "Photoshop 3.0\0"u8;

    private static ReadOnlySpan<byte> PngXmpKeyword => "XML:com.adobe.xmp\0"u8;

    public static MetadataBlocks Find(ReadOnlyMemory<byte> file)
    {
        var blocks = FileSniffer.Sniff(file.Span) switch
        {
            FileKind.Jpeg => Jpeg(file),
            FileKind.Png => Png(file),
            FileKind.Webp => Webp(file),
            FileKind.Tiff => Tiff(file),
            FileKind.Avif or FileKind.Heic => IsoMedia(file),
            FileKind.Raw => Raw(file),
            _ => default,
        };
        blocks.Exif = WithoutPreamble(blocks.Exif);
        blocks.Xmp = blocks.Xmp.Length <= LargestPacket ? blocks.Xmp : default;
        return blocks;
    }

    private static ReadOnlyMemory<byte> WithoutPreamble(ReadOnlyMemory<byte> block) => block.Span.StartsWith(ExifPreamble) ? block[ExifPreamble.Length..] : block;

    /// <summary>APP1 and APP13 segments before the picture's data begins; of EXIF and the main packet the first.</summary>
    private static MetadataBlocks Jpeg(ReadOnlyMemory<byte> memory)
    {
        var file = memory.Span;
        var blocks = default(MetadataBlocks);
        List<ReadOnlyMemory<byte>>? resources = null;
        List<ReadOnlyMemory<byte>>? extensions = null;
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

            var content = memory.Slice(at + 4, length - 2);
            if (marker == 0xe1 && blocks.Exif.IsEmpty && content.Span.StartsWith(ExifPreamble))
            {
                blocks.Exif = content;
            }
            else if (marker == 0xe1 && blocks.Xmp.IsEmpty && content.Span.StartsWith(XmpPreamble))
            {
                blocks.Xmp = content[XmpPreamble.Length..];
            }
            else if (marker == 0xe1 && content.Span.StartsWith(ExtensionPreamble))
            {
                (extensions ??= []).Add(content[ExtensionPreamble.Length..]);
            }
            else if (marker == 0xed && content.Span.StartsWith(ResourcesPreamble))
            {
                (resources ??= []).Add(content[ResourcesPreamble.Length..]);
            }

            at += 2 + length;
        }

        blocks.ImageResources = Join(resources);
        blocks.ExtendedXmp = JoinExtension(extensions, blocks.Xmp.Span);
        return blocks;
    }

    /// <summary>What does not fit into one segment goes on in the next.</summary>
    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>>? parts)
    {
        if (parts is null or { Count: 1 })
        {
            return parts?[0] ?? default;
        }

        var size = parts.Sum(part => (long)part.Length);
        if (size > LargestPacket)
        {
            return default;
        }

        var whole = new byte[size];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }

        return whole;
    }

    /// <summary>
    /// The portions of an extended packet (XMP specification part 3, 1.1.3.1): each begins with the 32 letters of the packet's GUID, its full length
    /// and the portion's offset. The main packet names the GUID; portions of another are left from an earlier version of the file.
    /// </summary>
    private static ReadOnlyMemory<byte> JoinExtension(List<ReadOnlyMemory<byte>>? portions, ReadOnlySpan<byte> main)
    {
        const int Guid = 32;
        const int Head = Guid + 8;
        byte[]? whole = null;
        var filled = 0L;
        foreach (var portion in portions ?? [])
        {
            var bytes = portion.Span;
            if (bytes.Length <= Head || main.IndexOf(bytes[..Guid]) < 0)
            {
                continue;
            }

            var (length, offset) = (BinaryPrimitives.ReadUInt32BigEndian(bytes[Guid..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(Guid + 4)..]));
            bytes = bytes[Head..];
            if (length > LargestPacket || offset + (long)bytes.Length > length || (whole is not null && whole.Length != length))
            {
                return default;
            }

            whole ??= new byte[length];
            bytes.CopyTo(whole.AsSpan((int)offset));
            filled += bytes.Length;
        }

        return whole is not null && filled == whole.Length ? whole : default;
    }

    /// <summary>The chunks eXIf and, for XMP, iTXt; they may stand before or after the picture's data.</summary>
    private static MetadataBlocks Png(ReadOnlyMemory<byte> memory)
    {
        var file = memory.Span;
        var blocks = default(MetadataBlocks);
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            if (at + 12 + length > file.Length)
            {
                break;
            }

            var kind = file.Slice((int)at + 4, 4);
            if (length <= LargestBlock && blocks.Exif.IsEmpty && kind.SequenceEqual("eXIf"u8))
            {
                blocks.Exif = memory.Slice((int)at + 8, (int)length);
            }
            else if (length <= LargestBlock && blocks.Xmp.IsEmpty && kind.SequenceEqual("iTXt"u8))
            {
                blocks.Xmp = PngText(memory.Slice((int)at + 8, (int)length));
            }

            at += 12 + length;
        }

        return blocks;
    }

    /// <summary>
    /// The text of an iTXt chunk whose keyword says XMP (PNG, third edition, 11.3.3.4): keyword, compression flag and method, language, translated
    /// keyword, text.
    /// </summary>
    private static ReadOnlyMemory<byte> PngText(ReadOnlyMemory<byte> chunk)
    {
        if (!chunk.Span.StartsWith(PngXmpKeyword) || chunk.Length < PngXmpKeyword.Length + 4)
        {
            return default;
        }

        var isCompressed = chunk.Span[PngXmpKeyword.Length] == 1;
        var rest = chunk[(PngXmpKeyword.Length + 2)..];
        for (var field = 0; field < 2; field++)
        {
            var end = rest.Span.IndexOf((byte)0);
            if (end < 0)
            {
                return default;
            }

            rest = rest[(end + 1)..];
        }

        return isCompressed ? Inflate(rest) : rest;
    }

    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> compressed)
    {
        try
        {
            using var input = new MemoryStream(compressed.ToArray(), writable: false);
            using var inflating = new ZLibStream(input, CompressionMode.Decompress);
            using var output = new MemoryStream();
            Span<byte> buffer = stackalloc byte[8192];
            for (int read; (read = inflating.Read(buffer)) > 0;)
            {
                if (output.Length + read > LargestPacket)
                {
                    return default;
                }

                output.Write(buffer[..read]);
            }

            return output.GetBuffer().AsMemory(0, (int)output.Length);
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private static MetadataBlocks Webp(ReadOnlyMemory<byte> memory)
    {
        var file = memory.Span;
        var blocks = default(MetadataBlocks);
        for (long at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]);
            if (at + 8 + length > file.Length)
            {
                break;
            }

            var kind = file.Slice((int)at, 4);
            if (length <= LargestBlock && blocks.Exif.IsEmpty && kind.SequenceEqual("EXIF"u8))
            {
                blocks.Exif = memory.Slice((int)at + 8, (int)length);
            }
            else if (length <= LargestBlock && blocks.Xmp.IsEmpty && kind.SequenceEqual("XMP "u8))
            {
                blocks.Xmp = memory.Slice((int)at + 8, (int)length);
            }

            at += 8 + length + (length & 1);
        }

        return blocks;
    }

    private static MetadataBlocks Tiff(ReadOnlyMemory<byte> file)
    {
        var main = TiffDirectory.First(file.Span);
        return new MetadataBlocks
        {
            Exif = file,
            Xmp = Part(file, main.Locate(TiffXmp)),
            Iptc = Part(file, main.Locate(TiffIptc)),
            ImageResources = Part(file, main.Locate(TiffImageResources)),
        };

        static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> file, Range? place) => place is { } range ? file[range] : default;
    }

    /// <summary>
    /// Most camera raw files are TIFF structures themselves. Fujifilm puts its picture with all metadata in front, where a fixed place in the header points; Canon's CR3 keeps
    /// the blocks of a TIFF structure in boxes of their own, of which the first has maker, model, time and orientation.
    /// </summary>
    private static MetadataBlocks Raw(ReadOnlyMemory<byte> file)
    {
        const int PictureOffset = 84;
        var bytes = file.Span;
        if (bytes.StartsWith("FUJIFILMCCD-RAW"u8))
        {
            var at = bytes.Length >= PictureOffset + 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[PictureOffset..]) : uint.MaxValue;
            return at < bytes.Length ? Jpeg(file[(int)at..]) : default;
        }

        if (bytes.Length > 8 && bytes[4..8].SequenceEqual("ftyp"u8))
        {
            var box = bytes[..Math.Min(bytes.Length, LargestBlock)].IndexOf("CMT1"u8);
            return box < 0 ? default : new MetadataBlocks { Exif = file[(box + 4)..] };
        }

        return Tiff(file);
    }

    /// <summary>The items Exif and XMP of a HEIF or AVIF file; four bytes before EXIF say where in the item its block begins.</summary>
    private static MetadataBlocks IsoMedia(ReadOnlyMemory<byte> file)
    {
        var items = new IsoMediaItems(file);
        var blocks = new MetadataBlocks { Xmp = items.Find("mime"u8, "application/rdf+xml"u8) };
        var exif = items.Find("Exif"u8, default);
        if (exif.Length > 4 && BinaryPrimitives.ReadUInt32BigEndian(exif.Span) is var offset && offset < exif.Length - 4)
        {
            blocks.Exif = exif[(4 + (int)offset)..];
        }

        return blocks;
    }
}

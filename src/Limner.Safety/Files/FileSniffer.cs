using System.Buffers.Binary;

namespace Limner.Safety.Files;

/// <summary>Recognises a file by its content. Reads a bounded number of bytes and never fails.</summary>
public static class FileSniffer
{
    /// <summary>Bytes from a file's start that are always enough to tell its kind, except for camera raw files built as TIFF.</summary>
    public const int HeadLength = 4096;

    private const ushort NewSubfileType = 254;
    private const ushort Make = 271;
    private const ushort SubIfds = 330;
    private const ushort ColourFilterArrayPattern = 33422;
    private const ushort DngVersion = 50706;

    /// <summary>The kind of the file that begins with these bytes. The whole file may be given.</summary>
    public static FileKind Sniff(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
        {
            return FileKind.Empty;
        }

        return file switch
        {
            [0xff, 0xd8, 0xff, ..] => FileKind.Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => FileKind.Png,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => FileKind.Gif,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => FileKind.Webp,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', (byte)' ', ..] => FileKind.Video,
            [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => Tiff(file),
            [(byte)'I', (byte)'I', (byte)'U', 0, ..] => FileKind.Raw,                              // Panasonic RW2
            [(byte)'I', (byte)'I', (byte)'R', (byte)'O' or (byte)'S', ..] or [(byte)'M', (byte)'M', (byte)'O', (byte)'R', ..] => FileKind.Raw, // Olympus ORF
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => IsoMedia(file),
            [(byte)'B', (byte)'M', ..] when file.Length >= 26 && IsBitmap(file) => FileKind.Bmp,
            [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1 or 2, ..] => FileKind.Psd,
            [0xff, 0x0a, ..] => FileKind.JpegXl,
            [0, 0, 0, 0x0c, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => FileKind.JpegXl,
            [0, 0, 0, 0x0c, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xff, 0x4f, 0xff, 0x51, ..] => FileKind.Jpeg2000,
            [0, 0, 1 or 2, 0, > 0, 0, ..] => FileKind.Icon,
            [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', (byte)'#' or (>= (byte)'0' and <= (byte)'9'), ..] => FileKind.Pnm,
            [0x0a, <= 5, 1, 1 or 2 or 4 or 8, ..] when file.Length > 128 => FileKind.Pcx,
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => FileKind.Pdf,
            [(byte)'P', (byte)'K', 3, 4, ..] or [0x1f, 0x8b, ..] or [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => FileKind.Archive,
            [0x1a, 0x45, 0xdf, 0xa3, ..] => FileKind.Video,
            _ when file.StartsWith("FUJIFILMCCD-RAW"u8) => FileKind.Raw,
            _ when file.EndsWith("TRUEVISION-XFILE.\0"u8) => FileKind.Tga, // the only mark the format has, at the file's end
            _ when IsSvg(file) => FileKind.Svg,
            _ => FileKind.Unknown,
        };
    }

    /// <summary>The brands of an ISO base media file (ISO/IEC 14496-12, FileTypeBox): a picture may state its kind in any of them.</summary>
    private static FileKind IsoMedia(ReadOnlySpan<byte> file)
    {
        var length = (int)Math.Min((uint)file.Length, BinaryPrimitives.ReadUInt32BigEndian(file));
        var kind = FileKind.Video;
        for (var at = 8; at + 4 <= Math.Min(length, HeadLength); at += at == 8 ? 8 : 4)
        {
            var brand = file.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return FileKind.Avif;
            }

            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("heim"u8)
                || brand.SequenceEqual("heis"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            {
                kind = FileKind.Heic;
            }
            else if (brand.SequenceEqual("crx "u8))
            {
                return FileKind.Raw;
            }
        }

        return kind;
    }

    /// <summary>
    /// Tells a camera's raw file from an ordinary TIFF: raw files keep a reduced picture in the first directory and the sensor's data in a
    /// sub-directory, or say outright that they are DNG.
    /// </summary>
    private static FileKind Tiff(ReadOnlySpan<byte> file)
    {
        var little = file[0] == 'I';
        if (file.Length >= 10 && file[8] == 'C' && file[9] == 'R')
        {
            return FileKind.Raw; // Canon CR2
        }

        if (file.Length < 8 || Short(file[2..], little) != 42)
        {
            return FileKind.Tiff; // BigTIFF
        }

        var directory = Long(file[4..], little);
        if (directory + 2L > file.Length)
        {
            return FileKind.Tiff;
        }

        var entries = Short(file[(int)directory..], little);
        bool reduced = false, camera = false, subDirectories = false;
        for (var i = 0; i < entries; i++)
        {
            var at = directory + 2L + (i * 12L);
            if (at + 12 > file.Length)
            {
                break;
            }

            var entry = file.Slice((int)at, 12);
            switch (Short(entry, little))
            {
                case DngVersion or ColourFilterArrayPattern:
                    return FileKind.Raw;
                case NewSubfileType:
                    reduced = (Long(entry[8..], little) & 1) != 0;
                    break;
                case Make:
                    camera = true;
                    break;
                case SubIfds:
                    subDirectories = true;
                    break;
            }
        }

        return reduced && camera && subDirectories ? FileKind.Raw : FileKind.Tiff;
    }

    /// <summary>"BM" alone begins many texts; a bitmap also states the size of its information header.</summary>
    private static bool IsBitmap(ReadOnlySpan<byte> file) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <summary>An XML text whose first element is svg, after any declaration, comments and document type.</summary>
    private static bool IsSvg(ReadOnlySpan<byte> file)
    {
        var head = file[..Math.Min(file.Length, HeadLength)];
        if (head is [0x1f, 0x8b, ..])
        {
            return false;
        }

        // UTF-16 puts a zero beside each letter; without them both encodings read alike.
        Span<byte> letters = stackalloc byte[HeadLength];
        var count = 0;
        foreach (var letter in head)
        {
            if (letter is not (0 or 0xfe or 0xff or 0xef or 0xbb or 0xbf))
            {
                letters[count++] = letter;
            }
        }

        var text = System.Text.Encoding.Latin1.GetString(letters[..count]).TrimStart();
        if (!text.StartsWith('<'))
        {
            return false;
        }

        var svg = text.IndexOf("<svg", StringComparison.OrdinalIgnoreCase);
        if (svg < 0)
        {
            // A prefixed root element, as in <s:svg xmlns:s="http://www.w3.org/2000/svg">.
            return text.Contains(":svg", StringComparison.OrdinalIgnoreCase) && text.Contains("http://www.w3.org/2000/svg", StringComparison.Ordinal);
        }

        return !text.AsSpan(0, svg).Contains("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

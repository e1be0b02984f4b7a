using Limner.Imaging.Metadata;
using Limner.Safety.Files;

namespace Limner.Imaging.Conversion;

/// <summary>Under which type a file is known that is converted to be read.</summary>
internal static class OriginalMediaType
{
    private const ushort DngVersion = 0xc612;
    private const ushort Make = 0x010f;

    public static string Of(FileKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        FileKind.Heic => "image/heic",
        FileKind.Bmp => "image/bmp",
        FileKind.Icon => "image/x-icon",
        FileKind.Pnm => "image/x-portable-anymap",
        FileKind.Pcx => "image/x-pcx",
        FileKind.Tga => "image/x-tga",
        _ => Raw(file),
    };

    private static string Raw(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("FUJIFILMCCD-RAW"u8))
        {
            return "image/x-fuji-raf";
        }

        if (file.Length > 12 && file[4..8].SequenceEqual("ftyp"u8))
        {
            return "image/x-canon-cr3";
        }

        if (file.Length > 10 && file[8] == 'C' && file[9] == 'R')
        {
            return "image/x-canon-cr2";
        }

        if (file.StartsWith("IIU\0"u8))
        {
            return "image/x-panasonic-rw2";
        }

        if (file.StartsWith("IIRO"u8) || file.StartsWith("IIRS"u8) || file.StartsWith("MMOR"u8))
        {
            return "image/x-olympus-orf";
        }

        var main = TiffDirectory.First(file);
        if (main.Integer(DngVersion) is not null)
        {
            return "image/x-adobe-dng";
        }

        return main.Text(Make)?.ToUpperInvariant() switch
        {
            ['N', 'I', 'K', 'O', 'N', ..] => "image/x-nikon-nef",
            ['S', 'O', 'N', 'Y', ..] => "image/x-sony-arw",
            ['P', 'E', 'N', 'T', 'A', 'X', ..] => "image/x-pentax-pef",
            ['S', 'A', 'M', 'S', 'U', 'N', 'G', ..] => "image/x-samsung-srw",
            _ => "image/x-dcraw",
        };
    }
}

using System.Buffers.Binary;

namespace Limner.Testing.Pictures;

/// <summary>
/// The least structure of each kind of camera raw file that says what it is, how the camera was held (orientation 6: turned clockwise it is upright) and where its previews are. No
/// file of a real camera is among the tests.
/// </summary>
public static class RawFiles
{
    private static readonly Dictionary<string, (string Make, string MediaType)> Kinds = new()
    {
        ["CR2"] = ("Canon", "image/x-canon-cr2"),
        ["CR3"] = ("Canon", "image/x-canon-cr3"),
        ["NEF"] = ("NIKON CORPORATION", "image/x-nikon-nef"),
        ["ARW"] = ("SONY", "image/x-sony-arw"),
        ["DNG"] = ("Leica", "image/x-adobe-dng"),
        ["RAF"] = ("FUJIFILM", "image/x-fuji-raf"),
        ["ORF"] = ("OLYMPUS", "image/x-olympus-orf"),
        ["RW2"] = ("Panasonic", "image/x-panasonic-rw2"),
    };

    public static IReadOnlyCollection<string> Names => Kinds.Keys;

    public static string MediaType(string kind) => Kinds[kind].MediaType;

    public static string CameraMake(string kind) => Kinds[kind].Make;

    public static byte[] Make(string kind, params byte[][] previews)
    {
        // Beginnings of JPEGs that are none, and the sensor's own data as lossless JPEG, larger than any preview.
        byte[] noise = [0xff, 0xd8, 0xff, 0xff, 0xd8, 0xff, 0xc0, 0, 3, 0xff, 0xd8, 0xff, 0xdb, 0, 2, 0xff, 0xc3, 0, 11, 8, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2];
        byte[] body = [.. noise, .. previews.SelectMany(preview => preview), .. noise];
        return kind switch
        {
            "CR2" => [.. Tiff(kind, 42, [(0x8769, 4, 1, 0)], prefix: [.. "CR"u8, 2, 0, 0, 0, 0, 0]), .. body],
            "CR3" => [.. Box("ftyp", [.. "crx "u8, 0, 0, 0, 1, .. "crx isom"u8]), .. Box("moov", Box("uuid", [.. new byte[16], .. Box("CMT1", Tiff(kind, 42, []))])), .. Box("mdat", body)],
            "NEF" or "ARW" => [.. Tiff(kind, 42, [(0x00fe, 4, 1, 1), (0x014a, 4, 1, 0)]), .. body],
            "DNG" => [.. Tiff(kind, 42, [(0xc612, 1, 4, 0x00000401)]), .. body],
            "ORF" => [.. Tiff(kind, 0x4f52, []), .. body],
            "RW2" => [.. Tiff(kind, 0x55, []), .. body],
            _ => Raf(kind, noise, previews),
        };
    }

    /// <summary>Little-endian: one directory with make, orientation and these entries (tag, type, count, value).</summary>
    private static byte[] Tiff(string kind, ushort magic, IEnumerable<(ushort Tag, ushort Type, uint Count, uint Value)> more, byte[]? prefix = null)
    {
        prefix ??= [];
        var make = System.Text.Encoding.ASCII.GetBytes(Kinds[kind].Make + "\0");
        var directory = 8 + prefix.Length;
        var entries = more.Append(((ushort)0x0112, (ushort)3, 1u, 6u)).ToList();
        var text = directory + 2 + ((entries.Count + 1) * 12) + 4;
        entries.Add((0x010f, 2, (uint)make.Length, (uint)text));
        entries.Sort((a, b) => a.Item1.CompareTo(b.Item1));

        using var file = new MemoryStream();
        file.Write("II"u8);
        Short(file, magic);
        Long(file, (uint)directory);
        file.Write(prefix);
        Short(file, (ushort)entries.Count);
        foreach (var (tag, type, count, value) in entries)
        {
            Short(file, tag);
            Short(file, type);
            Long(file, count);
            Long(file, value);
        }

        Long(file, 0);
        file.Write(make);
        return file.ToArray();
    }

    /// <summary>Its preview is a whole picture file, with metadata of its own.</summary>
    private static byte[] Raf(string kind, byte[] noise, byte[][] previews)
    {
        const int header = 160;
        var exif = Tiff(kind, 42, []);
        using var file = new MemoryStream();
        file.Write("FUJIFILMCCD-RAW 0201"u8);
        file.Write(new byte[header - file.Length]);
        foreach (var preview in previews.Reverse())
        {
            file.Write(preview.AsSpan(0, 2));
            file.Write([0xff, 0xe1, (byte)((exif.Length + 8) >> 8), (byte)(exif.Length + 8), .. "Exif\0\0"u8, .. exif]);
            file.Write(preview.AsSpan(2));
        }

        file.Write(noise);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(84), header);
        return bytes;
    }

    private static byte[] Box(string type, byte[] content)
    {
        var box = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(box, 4);
        content.CopyTo(box, 8);
        return box;
    }

    private static void Short(MemoryStream file, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        file.Write(bytes);
    }

    private static void Long(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        file.Write(bytes);
    }
}

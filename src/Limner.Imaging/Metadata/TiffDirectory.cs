using System.Buffers.Binary;
using System.Text;

namespace Limner.Imaging.Metadata;

/// <summary>
/// One directory of a TIFF structure, as EXIF uses it (TIFF 6.0, section 2). Nothing is copied or followed before it is asked for, every offset is
/// held against the block's length, and a value that does not fit is as good as missing: so no content can make it throw, loop or allocate.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private const int EntrySize = 12;
    private const int LongestText = 256;

    private readonly ReadOnlySpan<byte> block;
    private readonly bool little;
    private readonly int entriesAt;
    private readonly ReadOnlySpan<byte> entries;

    private TiffDirectory(ReadOnlySpan<byte> block, bool little, long offset)
    {
        this.block = block;
        this.little = little;
        entries = default;
        if (offset >= 8 && offset + 2 <= block.Length)
        {
            var count = Short(block[(int)offset..]);
            var first = (int)offset + 2;
            entriesAt = first;
            entries = block.Slice(first, Math.Min(count * EntrySize, (block.Length - first) / EntrySize * EntrySize));
        }
    }

    /// <summary>The first directory; empty when the block is no TIFF structure.</summary>
    public static TiffDirectory First(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8 || (!block.StartsWith("II"u8) && !block.StartsWith("MM"u8)))
        {
            return default;
        }

        var isLittle = block[0] == 'I';
        var magic = isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(block[2..]) : BinaryPrimitives.ReadUInt16BigEndian(block[2..]);
        var offset = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(block[4..]) : BinaryPrimitives.ReadUInt32BigEndian(block[4..]);

        // TIFF 6.0; the raw files of Olympus and Panasonic, which are the same but for this number.
        return magic is 42 or 0x4f52 or 0x5352 or 0x55 ? new TiffDirectory(block, isLittle, offset) : default;
    }

    /// <summary>The directory an entry points at; empty when there is none.</summary>
    public TiffDirectory Follow(ushort tag) => Integer(tag) is { } offset ? new TiffDirectory(block, little, offset) : default;

    /// <summary>The first number of a BYTE, SHORT or LONG entry.</summary>
    public long? Integer(ushort tag)
    {
        var type = Find(tag, out var value);
        return type switch
        {
            1 when value.Length >= 1 => value[0],
            3 when value.Length >= 2 => Short(value),
            4 or 13 when value.Length >= 4 => Long(value),
            9 when value.Length >= 4 => (int)Long(value),
            _ => null,
        };
    }

    /// <summary>A number of a RATIONAL, SRATIONAL or whole-number entry; null when the denominator is zero.</summary>
    public double? Number(ushort tag, int index = 0)
    {
        var type = Find(tag, out var value);
        if (type is not (5 or 10))
        {
            return index == 0 ? Integer(tag) : null;
        }

        if (value.Length < (index + 1) * 8)
        {
            return null;
        }

        uint numerator = Long(value[(index * 8)..]), denominator = Long(value[((index * 8) + 4)..]);
        if (denominator == 0)
        {
            return null;
        }

        return type == 5 ? (double)numerator / denominator : (double)(int)numerator / (int)denominator;
    }

    /// <summary>An ASCII entry as text: to the first zero, without control characters and surrounding space; null when nothing is left.</summary>
    /// <param name="maxBytes">What is longer is cut off.</param>
    public string? Text(ushort tag, int maxBytes = LongestText)
    {
        var type = Find(tag, out var value);
        if (type is not (2 or 7 or 129))
        {
            return null;
        }

        var end = value.IndexOf((byte)0);
        var bytes = value[..Math.Min(end < 0 ? value.Length : end, maxBytes)];

        // EXIF says ASCII, cameras and editors write UTF-8; what is neither is shown with replacement characters.
        var text = Encoding.UTF8.GetString(bytes);
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            clean.Append(char.IsControl(letter) ? ' ' : letter);
        }

        var result = clean.ToString().Trim();
        return result.Length == 0 ? null : result;
    }

    /// <summary>Text as Windows' Explorer writes it: UTF-16, little end first whatever the order of the rest.</summary>
    /// <inheritdoc cref="Text(ushort, int)"/>
    public string? WideText(ushort tag, int maxBytes)
        => Find(tag, out var value) is 1 or 7 && Encoding.Unicode.GetString(value[..Math.Min(value.Length, maxBytes)]).Trim('\0', ' ') is { Length: > 0 } text ? text : null;

    /// <summary>Where in the block an entry's bytes lie; null when there is none.</summary>
    public Range? Locate(ushort tag) => Find(tag, out var offset, out var length) == 0 ? null : offset..(offset + length);

    private ushort Find(ushort tag, out ReadOnlySpan<byte> value)
    {
        var type = Find(tag, out var offset, out var length);
        value = type == 0 ? default : block.Slice(offset, length);
        return type;
    }

    /// <summary>The type and the place of an entry's bytes; type 0 when it is missing or leads out of the block.</summary>
    private ushort Find(ushort tag, out int offset, out int length)
    {
        (offset, length) = (0, 0);
        for (var at = 0; at < entries.Length; at += EntrySize)
        {
            var entry = entries.Slice(at, EntrySize);
            if (Short(entry) != tag)
            {
                continue;
            }

            var type = Short(entry[2..]);
            var size = type switch
            {
                1 or 2 or 6 or 7 or 129 => 1,
                3 or 8 => 2,
                4 or 9 or 11 or 13 => 4,
                5 or 10 or 12 => 8,
                _ => 0,
            };
            var bytes = Long(entry[4..]) * (long)size;
            var start = bytes <= 4 ? entriesAt + at + 8L : Long(entry[8..]);
            if (start + bytes > block.Length)
            {
                return 0;
            }

            (offset, length) = ((int)start, (int)bytes);
            return type;
        }

        return 0;
    }

    private ushort Short(ReadOnlySpan<byte> bytes) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

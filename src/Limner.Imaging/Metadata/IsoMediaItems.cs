using System.Buffers.Binary;

namespace Limner.Imaging.Metadata;

/// <summary>
/// The items of a HEIF or AVIF file (ISO/IEC 14496-12, 8.11): the box <c>iinf</c> says what each is, <c>iloc</c> where it lies. Reads in place;
/// whatever leads out of the file or is of a version that nobody writes is as good as missing.
/// </summary>
internal readonly struct IsoMediaItems
{
    /// <summary>Items of a file: a large picture made of tiles has some hundreds.</summary>
    private const int MostItems = 10_000;

    private const int LargestItem = 16 * 1024 * 1024;

    private readonly ReadOnlyMemory<byte> file;
    private readonly ReadOnlyMemory<byte> infos;
    private readonly ReadOnlyMemory<byte> locations;
    private readonly ReadOnlyMemory<byte> data;

    public IsoMediaItems(ReadOnlyMemory<byte> file)
    {
        this.file = file;
        var meta = Box(file, "meta"u8);
        meta = meta.Length > 4 ? meta[4..] : default;
        infos = Box(meta, "iinf"u8);
        locations = Box(meta, "iloc"u8);
        data = Box(meta, "idat"u8);
    }

    /// <summary>The bytes of the first item of a type; empty when there is none.</summary>
    /// <param name="contentType">Of items of the type <c>mime</c>; empty for others.</param>
    public ReadOnlyMemory<byte> Find(ReadOnlySpan<byte> type, ReadOnlySpan<byte> contentType) => FindId(type, contentType) is { } id ? Locate(id) : default;

    /// <summary>The content of the first box of a type at this level.</summary>
    private static ReadOnlyMemory<byte> Box(ReadOnlyMemory<byte> parent, ReadOnlySpan<byte> type)
    {
        for (var rest = parent; TryReadBox(ref rest, out var found, out var content);)
        {
            if (found.Span.SequenceEqual(type))
            {
                return content;
            }
        }

        return default;
    }

    private static bool TryReadBox(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> type, out ReadOnlyMemory<byte> content)
    {
        (type, content) = (default, default);
        if (rest.Length < 8)
        {
            return false;
        }

        long size = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        var head = 8;
        if (size == 1 && rest.Length >= 16)
        {
            size = BinaryPrimitives.ReadInt64BigEndian(rest.Span[8..]);
            head = 16;
        }
        else if (size == 0)
        {
            size = rest.Length;
        }

        if (size < head || size > rest.Length)
        {
            return false;
        }

        (type, content, rest) = (rest.Slice(4, 4), rest[head..(int)size], rest[(int)size..]);
        return true;
    }

    private uint? FindId(ReadOnlySpan<byte> type, ReadOnlySpan<byte> contentType)
    {
        if (infos.Length < 6)
        {
            return null;
        }

        var rest = infos[(infos.Span[0] == 0 ? 6 : 8)..];
        for (var seen = 0; seen < MostItems && TryReadBox(ref rest, out _, out var entry); seen++)
        {
            // Version 2 has 16 bits for the id, version 3 has 32; earlier ones have no types.
            var bytes = entry.Span;
            if (bytes.Length < 4 || bytes[0] is not (2 or 3))
            {
                continue;
            }

            var wide = bytes[0] == 3;
            var at = 4 + (wide ? 4 : 2) + 2;
            if (bytes.Length < at + 4 || !bytes.Slice(at, 4).SequenceEqual(type))
            {
                continue;
            }

            var rest2 = bytes[(at + 4)..];
            var end = rest2.IndexOf((byte)0);
            if (contentType.IsEmpty || (end >= 0 && rest2[(end + 1)..].StartsWith(contentType)))
            {
                return wide ? BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            }
        }

        return null;
    }

    private ReadOnlyMemory<byte> Locate(uint wanted)
    {
        var reader = new Fields(locations.Span);
        var version = reader.Take(1);
        reader.Take(3);
        var sizes = (int)reader.Take(2);
        var (offsetSize, lengthSize, baseSize, indexSize) = ((sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15, version is 1 or 2 ? sizes & 15 : 0);
        var count = Math.Min(reader.Take(version == 2 ? 4 : 2), MostItems);
        if (version > 2)
        {
            return default;
        }

        for (var i = 0L; i < count && !reader.HasEnded; i++)
        {
            var id = reader.Take(version == 2 ? 4 : 2);
            var method = version is 1 or 2 ? reader.Take(2) & 15 : 0;
            reader.Take(2);
            var origin = reader.Take(baseSize);
            var extents = reader.Take(2);
            for (var extent = 0L; extent < extents && !reader.HasEnded; extent++)
            {
                reader.Take(indexSize);
                var (offset, length) = (reader.Take(offsetSize), reader.Take(lengthSize));

                // Metadata in several pieces is allowed and written by nobody.
                if (id == wanted)
                {
                    return extents == 1 ? Slice(method, origin, offset, length) : default;
                }
            }
        }

        return default;
    }

    private ReadOnlyMemory<byte> Slice(long method, long origin, long offset, long length)
    {
        var source = method == 0 ? file : method == 1 ? data : default;
        return origin >= 0 && offset >= 0 && length is > 0 and <= LargestItem && origin <= source.Length && offset <= source.Length - origin && length <= source.Length - origin - offset
            ? source.Slice((int)(origin + offset), (int)length)
            : default;
    }

    /// <summary>Whole numbers of any width, one after the other; zero behind the end.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public bool HasEnded { get; private set; }

        public long Take(int width)
        {
            if (width > rest.Length)
            {
                HasEnded = true;
                rest = default;
                return 0;
            }

            var value = 0L;
            foreach (var part in rest[..width])
            {
                value = (value << 8) | part;
            }

            rest = rest[width..];
            return value;
        }
    }
}

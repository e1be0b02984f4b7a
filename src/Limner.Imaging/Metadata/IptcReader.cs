using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Reads IPTC-IIM 4.2, application record 2, out of Photoshop's image resources or on its own. Lengths are held against the block; what does not fit
/// ends the reading, and what was read is kept.
/// </summary>
internal sealed class IptcReader(MetadataDates dates)
{
    private const int MostDatasets = 5_000;

    // Image resources
    private const ushort IptcResource = 0x0404;
    private const ushort DigestResource = 0x0425;

    // Datasets of record 2
    private const byte ObjectName = 5;
    private const byte Keyword = 25;
    private const byte DateCreated = 55;
    private const byte TimeCreated = 60;
    private const byte Byline = 80;
    private const byte Headline = 105;
    private const byte CopyrightNotice = 116;
    private const byte Caption = 120;

    /// <param name="isNewerThanXmp">
    /// Whether a program that knows nothing of XMP has changed it since both were written: the digest that the last one that knew both left does not
    /// fit (Metadata Working Group, Guidelines 2.0, 3.3).
    /// </param>
    public StatedMetadata Read(in MetadataBlocks blocks, out bool isNewerThanXmp)
    {
        isNewerThanXmp = false;
        var iptc = blocks.Iptc;
        var resources = blocks.ImageResources;
        ReadOnlyMemory<byte> digest = default;
        while (TryReadResource(ref resources, out var id, out var data))
        {
            if (id == IptcResource && iptc.IsEmpty)
            {
                iptc = data;
            }
            else if (id == DigestResource && data.Length == MD5.HashSizeInBytes)
            {
                digest = data;
            }
        }

        if (iptc.IsEmpty)
        {
            return StatedMetadata.None;
        }

#pragma warning disable CA5351 // The format's checksum, not a protection.
        isNewerThanXmp = !digest.IsEmpty && digest.Span.ContainsAnyExcept((byte)0) && !digest.Span.SequenceEqual(MD5.HashData(iptc.Span));
#pragma warning restore CA5351
        return Read(iptc.Span);
    }

    private static bool TryReadResource(ref ReadOnlyMemory<byte> rest, out ushort id, out ReadOnlyMemory<byte> data)
    {
        (id, data) = (0, default);
        var bytes = rest.Span;
        if (bytes.Length < 12 || !bytes.StartsWith("8BIM"u8))
        {
            return false;
        }

        id = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);

        // A name with its length before it, padded to an even number of bytes with it.
        var at = 6 + ((bytes[6] + 2) & ~1);
        if (at + 4 > bytes.Length)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        at += 4;
        if (size > bytes.Length - at)
        {
            return false;
        }

        data = rest.Slice(at, (int)size);
        rest = rest[Math.Min(bytes.Length, at + (int)size + ((int)size & 1))..];
        return true;
    }

    private StatedMetadata Read(ReadOnlySpan<byte> bytes)
    {
        var isUtf8 = false;
        var texts = new Dictionary<byte, string>();
        var (keywords, creators) = (new List<string>(), new List<string>());
        for (var count = 0; count < MostDatasets && bytes.Length >= 5 && bytes[0] == 0x1c; count++)
        {
            var (record, dataset) = (bytes[1], bytes[2]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
            bytes = bytes[5..];

            // With the highest bit set the length follows in as many bytes as the others say: nothing that is read here is that long.
            if (length > short.MaxValue || length > bytes.Length)
            {
                break;
            }

            var value = bytes[..length];
            bytes = bytes[length..];
            if (record == 1 && dataset == 90)
            {
                isUtf8 = value.SequenceEqual("\x1b%G"u8);
            }
            else if (record == 2)
            {
                Keep(dataset, value);
            }
        }

        return new StatedMetadata
        {
            TakenAt = dates.Iptc(texts.GetValueOrDefault(DateCreated), texts.GetValueOrDefault(TimeCreated)),
            Words = new DescriptiveMetadata
            {
                Title = MetadataText.Line(texts.GetValueOrDefault(ObjectName) ?? texts.GetValueOrDefault(Headline), MetadataText.MaxTitle),
                Description = MetadataText.Description(texts.GetValueOrDefault(Caption)),
                Rights = MetadataText.Line(texts.GetValueOrDefault(CopyrightNotice), MetadataText.MaxRights),
                Creator = MetadataText.Line(string.Join(", ", creators), MetadataText.MaxCreator),
                Keywords = keywords.Count == 0 ? null : MetadataText.Keywords([], keywords),
            },
        };

        void Keep(byte dataset, ReadOnlySpan<byte> value)
        {
            switch (dataset)
            {
                case Keyword when keywords.Count < MetadataText.MaxKeywords:
                    if (MetadataText.Keyword(Decode(value, isUtf8), default) is { } keyword)
                    {
                        keywords.Add(keyword);
                    }

                    break;
                case Byline when creators.Count < 20:
                    creators.Add(Decode(value, isUtf8));
                    break;
                case ObjectName or Headline or Caption or CopyrightNotice or DateCreated or TimeCreated:
                    texts.TryAdd(dataset, Decode(value, isUtf8));
                    break;
            }
        }
    }

    /// <summary>UTF-8 where the block says so; else it may be UTF-8 all the same, or one of the old code pages, of which Latin-1 is the likeliest.</summary>
    private static string Decode(ReadOnlySpan<byte> value, bool isUtf8)
        => isUtf8 || Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : Encoding.Latin1.GetString(value);
}

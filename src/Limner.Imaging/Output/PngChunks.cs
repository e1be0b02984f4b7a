using System.Buffers.Binary;
using System.Text;

namespace Limner.Imaging.Output;

/// <summary>Puts texts into a PNG behind its header: tEXt where Latin-1 holds them, else iTXt (PNG 3rd edition, 11.3.3).</summary>
internal static class PngChunks
{
    private const int HeaderEnd = 8 + 4 + 4 + 13 + 4; // signature, and IHDR with length, name and check
    private const uint Polynomial = 0xedb88320;

    private static readonly uint[] Table = MakeTable();

    public static byte[] Insert(byte[] file, EmbeddedMetadata metadata)
    {
        using var result = new MemoryStream(file.Length + 8192);
        result.Write(file, 0, HeaderEnd);
        foreach (var (keyword, text) in metadata.Texts)
        {
            Write(result, keyword, text);
        }

        if (metadata.Xmp is { } xmp)
        {
            WriteInternational(result, "XML:com.adobe.xmp", xmp);
        }

        result.Write(file, HeaderEnd, file.Length - HeaderEnd);
        return result.ToArray();
    }

    private static void Write(MemoryStream target, string keyword, string text)
    {
        if (text.All(letter => letter is '\n' or (>= ' ' and <= '~') or (>= '\u00a0' and <= '\u00ff')))
        {
            WriteChunk(target, "tEXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)]);
        }
        else
        {
            WriteInternational(target, keyword, text);
        }
    }

    /// <summary>Not compressed, in no language that is named.</summary>
    private static void WriteInternational(MemoryStream target, string keyword, string text)
        => WriteChunk(target, "iTXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);

    private static void WriteChunk(MemoryStream target, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        target.Write(number);
        target.Write(name);
        target.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Check(Check(uint.MaxValue, name), content));
        target.Write(number);
    }

    private static uint Check(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? Polynomial ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Limner.Testing.Pictures;

/// <summary>Writes 8-bit RGB pictures as PNG (W3C PNG, third edition): enough to make many small valid files fast.</summary>
public static class PngWriter
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="rgb">Rows of R, G, B bytes without padding: <paramref name="width"/> x <paramref name="height"/> x 3.</param>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        if (rgb.Length != width * height * 3)
        {
            throw new ArgumentException($"{width} x {height} pixels take {width * height * 3} bytes, not {rgb.Length}.", nameof(rgb));
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits per sample
        header[9] = 2; // truecolour; compression, filter and interlace methods stay 0
        WriteChunk(file, "IHDR"u8, header);

        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                deflate.WriteByte(0); // filter type None
                deflate.Write(rgb.Slice(y * width * 3, width * 3));
            }
        }

        WriteChunk(file, "IDAT"u8, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The same picture with a chunk after its header.</summary>
    /// <param name="type">Four letters.</param>
    public static byte[] WithChunk(ReadOnlySpan<byte> png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        // The signature of 8 bytes, then IHDR: its length, type, 13 bytes and checksum.
        const int afterHeader = 8 + 4 + 4 + 13 + 4;
        using var file = new MemoryStream();
        file.Write(png[..afterHeader]);
        WriteChunk(file, type, data);
        file.Write(png[afterHeader..]);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++)
            {
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            }

            table[n] = c;
        }

        return table;
    }
}

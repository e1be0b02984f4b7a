using System.Buffers.Binary;
using System.Text;

namespace Limner.Imaging.Output;

/// <summary>An Exif block with nothing but a UserComment in UTF-16 (CIPA DC-008-2023, 4.6.5 "UserComment"); big-endian throughout, as most readers take its letters to be.</summary>
internal static class UserComment
{
    private const ushort ExifDirectory = 0x8769;
    private const ushort Comment = 0x9286;
    private const ushort TypeLong = 4;
    private const ushort TypeUndefined = 7;
    private const int EntryLength = 12;

    private static ReadOnlySpan<byte> Unicode => "UNICODE\0"u8;

    /// <returns>A TIFF structure: header, a directory that points at the Exif directory, and that with the comment behind it.</returns>
    public static byte[] Write(string text)
    {
        const int first = 8;
        const int second = first + 2 + EntryLength + 4;
        const int content = second + 2 + EntryLength + 4;
        var letters = Encoding.BigEndianUnicode.GetByteCount(text);
        var block = new byte[content + Unicode.Length + letters];
        "MM\0*"u8.CopyTo(block);
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(4), first);
        Directory(block.AsSpan(first), ExifDirectory, TypeLong, 1, second);
        Directory(block.AsSpan(second), Comment, TypeUndefined, (uint)(Unicode.Length + letters), content);
        Unicode.CopyTo(block.AsSpan(content));
        Encoding.BigEndianUnicode.GetBytes(text, block.AsSpan(content + Unicode.Length));
        return block;
    }

    /// <summary>A directory of one entry, the last one.</summary>
    private static void Directory(Span<byte> at, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(at, 1);
        BinaryPrimitives.WriteUInt16BigEndian(at[2..], tag);
        BinaryPrimitives.WriteUInt16BigEndian(at[4..], type);
        BinaryPrimitives.WriteUInt32BigEndian(at[6..], count);
        BinaryPrimitives.WriteUInt32BigEndian(at[10..], value);
    }
}

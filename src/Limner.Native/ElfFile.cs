using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Limner.Native;

/// <summary>
/// Looks whether a file can be a shared library for this machine before it is loaded. The loader of glibc does not: it maps what the header
/// promises, and a file that was cut off ends the process by SIGBUS at the first touch of a page that is not there.
/// </summary>
/// <remarks>Offsets after the ELF-64 object file format: System V ABI, chapters "ELF Header" and "Program Header".</remarks>
internal static class ElfFile
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int LoadSegment = 1;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    /// <summary>What keeps the file from being loaded, or null.</summary>
    public static string? Defect(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(file, header, 0) != HeaderSize || !header.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return "the file is no shared library (a 64-bit ELF file)";
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        var expected = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => Arm64,
            _ => machine,
        };
        if (machine != expected)
        {
            return $"the library is for another processor (ELF machine {machine}, not {expected})";
        }

        var table = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        Span<byte> segment = stackalloc byte[ProgramHeaderSize];
        for (var i = 0; i < count; i++)
        {
            if (table < 0 || RandomAccess.Read(file, segment, table + (i * (long)ProgramHeaderSize)) != ProgramHeaderSize)
            {
                return "the file is cut off";
            }

            var offset = BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]);
            if (BinaryPrimitives.ReadInt32LittleEndian(segment) == LoadSegment && (offset > (ulong)length || size > (ulong)length - offset))
            {
                return $"the file is cut off: it has {length} bytes and should have at least {offset + size}";
            }
        }

        return null;
    }
}

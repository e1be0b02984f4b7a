using System.Buffers.Binary;

namespace Limner.Imaging.Conversion;

/// <summary>
/// Finds the finished picture that a camera puts into its raw files (CR2, CR3, NEF, ARW, DNG, RAF, ORF, RW2 and others): a JPEG, wherever the maker
/// keeps it. It is found by its own structure rather than by each maker's tables, which differ and of which some are in undocumented notes.
/// </summary>
internal static class EmbeddedJpeg
{
    // Far more than a raw file has; a file made of nothing but beginnings costs no more than this many short walks.
    private const int MaxCandidates = 512;
    private const int MaxSegments = 64;

    private static ReadOnlySpan<byte> Start => [0xff, 0xd8, 0xff];

    /// <summary>The one with the most pixels, from its first byte to the file's end; empty when there is none. What follows a JPEG's end is not read.</summary>
    public static ReadOnlyMemory<byte> FindLargest(ReadOnlyMemory<byte> file, out int longSide)
    {
        var bytes = file.Span;
        var (best, bestPixels) = (-1, 0L);
        longSide = 0;
        var at = 0;
        for (var candidates = 0; candidates < MaxCandidates && bytes[at..].IndexOf(Start) is >= 0 and var found; candidates++)
        {
            at += found;
            if (Size(bytes[at..]) is { } size && (long)size.Width * size.Height > bestPixels)
            {
                (best, bestPixels, longSide) = (at, (long)size.Width * size.Height, Math.Max(size.Width, size.Height));
            }

            at += Start.Length;
        }

        return best < 0 ? default : file[best..];
    }

    /// <summary>
    /// The size that a frame header claims which lies between quantization tables and a scan, 8 bits a sample, in one or three colours. The sensor's own
    /// data is lossless JPEG in some makes (ITU-T T.81, SOF3), or 12 and more bits, and is not meant.
    /// </summary>
    private static (int Width, int Height)? Size(ReadOnlySpan<byte> file)
    {
        (int Width, int Height)? size = null;
        var hasTables = false;
        var at = 2;
        for (var segment = 0; segment < MaxSegments && at + 4 <= file.Length && file[at] == 0xff; segment++)
        {
            var marker = file[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is < 0xc0 or 0xff or (>= 0xd0 and <= 0xd9) || length < 2 || at + 2 + length > file.Length)
            {
                return null;
            }

            var content = file.Slice(at + 4, length - 2);
            switch (marker)
            {
                case 0xda:
                    return hasTables ? size : null;
                case 0xdb:
                    hasTables = true;
                    break;
                case 0xc0 or 0xc1 or 0xc2:
                    if (content.Length < 6 || content[0] != 8 || content[5] is not (1 or 3))
                    {
                        return null;
                    }

                    size = (BinaryPrimitives.ReadUInt16BigEndian(content[3..]), BinaryPrimitives.ReadUInt16BigEndian(content[1..]));
                    break;
                case >= 0xc3 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc):
                    return null;
                default:
                    break;
            }

            at += 2 + length;
        }

        return null;
    }
}

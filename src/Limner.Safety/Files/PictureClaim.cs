using System.Buffers.Binary;

namespace Limner.Safety.Files;

/// <summary>
/// What a picture's header claims, read by a few lines of safe code before any native parser sees the file, so that no parser can be made to
/// allocate for dimensions that are out of bounds.
/// </summary>
/// <param name="Width">In pixels, as stored.</param>
/// <param name="Height">In pixels, as stored.</param>
/// <param name="WorkingBytes">Memory that decoding will hold at once, beyond a few lines; an upper estimate.</param>
/// <param name="LeastFileBytes">Less than this no encoder can have needed for that many pixels; 0 where nothing is known.</param>
public readonly record struct PictureClaim(long Width, long Height, long WorkingBytes, long LeastFileBytes)
{
    // libnsgif holds the canvas and what to restore it from; libwebp its output and, for lossless files, a canvas of its own. Four bytes a pixel each.
    private const int TwoCanvases = 8;

    // A DCT block costs a bit at least, in progressive files two of 64 pixels' components share one; four times that for safety.
    private const int JpegPixelsPerByte = 2048;

    // RFC 1951: a deflate stream holds at most 258 bytes for two bits.
    private const int DeflateRatio = 1032;

    // Three samples and some room; what netpbm holds for a sample is up to four bytes, but no more than a row of them.
    private const int ConvertedBytesPerPixel = 4;

    private const byte StartOfScan = 0xda;

    public long Pixels => Width * Height;

    /// <summary>The claim for a picture that turned out larger than its header says: the first frame of a GIF may enlarge its canvas.</summary>
    public long WorkingBytesOf(long pixels) => pixels <= Pixels ? WorkingBytes : (long)((double)WorkingBytes / Math.Max(1, Pixels) * pixels);

    /// <summary>
    /// Reads the claim of a JPEG, PNG, GIF, WebP, HEIC, BMP, PNM, PCX or TGA file; null when the header is damaged or the kind is another. What is converted before it
    /// is decoded is held in memory whole by the program that does it.
    /// </summary>
    public static PictureClaim? Read(FileKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        FileKind.Jpeg => Jpeg(file),
        FileKind.Png => Png(file),
        FileKind.Gif => Gif(file),
        FileKind.Webp => Webp(file),
        FileKind.Heic => Heic(file),
        FileKind.Bmp => Bmp(file),
        FileKind.Pnm => Pnm(file),
        FileKind.Pcx when file.Length > 12 => Converted(1L + Word(file, 8) - Word(file, 4), 1L + Word(file, 10) - Word(file, 6)),
        FileKind.Tga when file.Length > 18 => Converted(Word(file, 12), Word(file, 14)),
        _ => null,
    };

    /// <summary>ITU-T T.81, B.2.2: the frame header, found by walking the segments before it.</summary>
    private static PictureClaim? Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; NextSegment(file, ref at, out var marker, out var length) && marker != StartOfScan; at += 2 + length)
        {
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                var frame = file[(at + 4)..];
                return frame.Length < 6 || frame.Length < 6 + (frame[5] * 3)
                    ? null
                    : JpegFrame(frame, isOneScan: marker is 0xc0 or 0xc1 && IsOneScan(file, at + 2 + length, frame[5]));
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the first scan has all components. If not, decoders hold the whole picture until the last one, be the file sequential or
    /// progressive.
    /// </summary>
    private static bool IsOneScan(ReadOnlySpan<byte> file, int at, int components)
    {
        for (; NextSegment(file, ref at, out var marker, out var length); at += 2 + length)
        {
            if (marker == StartOfScan)
            {
                return at + 4 < file.Length && file[at + 4] >= components;
            }
        }

        return true;
    }

    /// <summary>Moves to the next marker that has a segment. False: the file or the picture ends before one.</summary>
    /// <param name="length">Of the segment without its marker, 2 or more.</param>
    private static bool NextSegment(ReadOnlySpan<byte> file, ref int at, out byte marker, out int length)
    {
        while (at + 4 <= file.Length)
        {
            marker = file[at + 1];
            if (file[at] != 0xff || marker is 0xff)
            {
                // Stray and fill bytes between segments: decoders skip to the next marker, and so does this.
                at++;
            }
            else if (marker is 0x00 or 0x01 or (>= 0xd0 and <= 0xd8))
            {
                at += 2;
            }
            else if (marker is 0xd9)
            {
                break;
            }
            else
            {
                length = Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]), 2);
                return true;
            }
        }

        (marker, length) = (0, 0);
        return false;
    }

    private static PictureClaim JpegFrame(ReadOnlySpan<byte> frame, bool isOneScan)
    {
        long height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        var components = frame[5];
        int widest = 1, highest = 1;
        for (var i = 0; i < components; i++)
        {
            var sampling = frame[6 + (i * 3) + 1];
            widest = Math.Max(widest, sampling >> 4);
            highest = Math.Max(highest, sampling & 15);
        }

        // Until the last of several scans, 16-bit coefficients of all components are held.
        double coefficients = 0;
        for (var i = 0; i < components; i++)
        {
            var sampling = frame[6 + (i * 3) + 1];
            coefficients += (double)((sampling >> 4) * (sampling & 15)) / (widest * highest);
        }

        var pixels = width * height;
        return new PictureClaim(width, height, isOneScan ? 0 : (long)(pixels * coefficients * sizeof(short)), pixels / JpegPixelsPerByte);
    }

    /// <summary>PNG specification (third edition), 11.2.1: IHDR is the first chunk.</summary>
    private static PictureClaim? Png(ReadOnlySpan<byte> file)
    {
        if (file.Length < 29 || !file.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            return null;
        }

        long width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        if (width > int.MaxValue || height > int.MaxValue)
        {
            return null;
        }

        var samples = file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var rowBytes = ((width * samples * file[24]) + 7) / 8;
        var isInterlaced = file[28] != 0;
        var decodedSampleBytes = Math.Max(1, file[24] / 8);
        var channels = file[25] == 3 ? 4 : samples;
        return new PictureClaim(width, height, isInterlaced ? width * height * channels * decodedSampleBytes : 0, height * (rowBytes + 1) / DeflateRatio);
    }

    /// <summary>GIF89a, 18: the logical screen descriptor.</summary>
    private static PictureClaim? Gif(ReadOnlySpan<byte> file)
    {
        if (file.Length < 10)
        {
            return null;
        }

        long width = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        return new PictureClaim(width, height, width * height * TwoCanvases, 0);
    }

    private static PictureClaim Converted(long width, long height) => new(width, height, width * height * ConvertedBytesPerPixel, 0);

    /// <summary>ISO/IEC 23008-12, 6.5.3: the largest of the image spatial extents, of the picture, its tiles and its thumbnails.</summary>
    private static PictureClaim? Heic(ReadOnlySpan<byte> file)
    {
        const int largestHeader = 1 << 20;
        PictureClaim? largest = null;
        var rest = file[..Math.Min(file.Length, largestHeader)];
        while (rest.IndexOf("ispe"u8) is >= 0 and var at && at + 16 <= rest.Length)
        {
            var claim = Converted(BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 8)..]), BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 12)..]));
            largest = largest is { } known && known.Width >= claim.Width && known.Height >= claim.Height ? known : claim;
            rest = rest[(at + 4)..];
        }

        return largest;
    }

    /// <summary>BITMAPCOREHEADER has sides of 16 bits, all later headers of 32; rows from the top down are a negative height.</summary>
    private static PictureClaim? Bmp(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26)
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == 12
            ? Converted(Word(file, 18), Word(file, 20))
            : Converted(BinaryPrimitives.ReadInt32LittleEndian(file[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])));
    }

    /// <summary>Width and height follow the two letters, as text, with white space and comments to the line's end between them.</summary>
    private static PictureClaim? Pnm(ReadOnlySpan<byte> file)
    {
        var at = 2;
        return Number(file, ref at) is { } width && Number(file, ref at) is { } height ? Converted(width, height) : null;

        static long? Number(ReadOnlySpan<byte> file, ref int at)
        {
            const int longestHeader = 4096;
            for (; at < Math.Min(file.Length, longestHeader) && file[at] is not (>= (byte)'0' and <= (byte)'9'); at++)
            {
                if (file[at] == '#')
                {
                    at += Math.Max(0, file[at..].IndexOf((byte)'\n'));
                }
            }

            long number = 0;
            var digits = 0;
            for (; at < file.Length && digits < 10 && file[at] is >= (byte)'0' and <= (byte)'9'; at++, digits++)
            {
                number = (number * 10) + (file[at] - '0');
            }

            return digits > 0 ? number : null;
        }
    }

    private static int Word(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    /// <summary>RFC 9649: the canvas of an extended file, or the frame header of a simple one.</summary>
    private static PictureClaim? Webp(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30)
        {
            return null;
        }

        long width, height;
        var chunk = file.Slice(12, 4);
        if (chunk.SequenceEqual("VP8X"u8))
        {
            width = 1 + (file[24] | (file[25] << 8) | (file[26] << 16));
            height = 1 + (file[27] | (file[28] << 8) | (file[29] << 16));
        }
        else if (chunk.SequenceEqual("VP8 "u8))
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & 0x3fff;
            height = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & 0x3fff;
        }
        else if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
            width = 1 + (bits & 0x3fff);
            height = 1 + ((bits >> 14) & 0x3fff);
        }
        else
        {
            return null;
        }

        return new PictureClaim(width, height, width * height * TwoCanvases, 0);
    }
}

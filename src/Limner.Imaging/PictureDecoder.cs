using System.Diagnostics.Metrics;
using Limner.Kernel.Errors;
using Limner.Native.Vips;
using Limner.Safety.Files;

namespace Limner.Imaging;

/// <summary>
/// Turns files into pixels, within the limits of <see cref="DecodeBudgetOptions"/>. A picture is decoded once, at reduced size, and all that is
/// derived from it comes from that one buffer. One instance serves the whole process; any number of threads may call it.
/// </summary>
public sealed class PictureDecoder
{
    /// <summary>Side of the square every picture is decoded to: the object detector's input, and more than a thumbnail needs in each direction.</summary>
    public const int SquareSide = 512;

    /// <summary>Decodings that need more memory than this go one after the other, so that a scan's memory is bounded by one of them.</summary>
    private const long HeavyBytes = 64L * 1024 * 1024;

    /// <summary>
    /// A JPEG decoded at an eighth must keep this much in each direction; its square is then a little enlarged. 12 megapixels at 4:3 and 3:2 do.
    /// </summary>
    private const int LeastShrunkSide = 352;

    private const int PreviewEffort = 2;

    // AVIF looks at 60 as WebP looks at 85: the same picture in about half the bytes.
    private const double AvifQuality = 0.7;

    // What AVIF decoders hold for a pixel: planes of 16 bits and the picture they become.
    private const int AvifBytesPerPixel = 12;

    private static readonly Meter Meter = new("Limner.Imaging");
    private static readonly Counter<long> Decodes = Meter.CreateCounter<long>(
        "limner.imaging.decodes", description: "Pictures decoded from their file, by purpose: 'square' at the scan, 'preview' on demand, 'bounded' to be read.");

    private readonly DecodeBudgetOptions budget;
    private readonly SemaphoreSlim heavy = new(1, 1);

    /// <exception cref="LimnerException"><c>native_library</c> when libvips is missing.</exception>
    public PictureDecoder(DecodeBudgetOptions budget)
    {
        this.budget = budget;

        // Pictures are worked on side by side; threads inside one picture would only get in each other's way.
        VipsLibrary.Concurrency = 1;
    }

    /// <summary>Recognises a picture by its content and holds its header against the limits. Nothing is decoded.</summary>
    /// <exception cref="LimnerException">
    /// <c>file_empty</c>, <c>file_too_large</c>, <c>file_refused</c> (SVG), <c>file_format_unsupported</c>, <c>file_not_a_picture</c>, <c>file_corrupt</c>,
    /// <c>file_too_many_pixels</c>.
    /// </exception>
    public PictureHeader ReadHeader(ReadOnlyMemory<byte> file)
    {
        var (format, mediaType, kind) = Recognise(file);
        var claim = PictureClaim.Read(kind, file.Span);
        if (claim is { } claimed)
        {
            Check(claimed.Width, claimed.Height, claimed.WorkingBytes);
            if (file.Length < claimed.LeastFileBytes)
            {
                throw new LimnerException(
                    ErrorCatalogue.FileCorrupt, $"The header claims {claimed.Width} x {claimed.Height} pixels, but the file has only {file.Length} bytes.");
            }
        }

        try
        {
            using var image = VipsImage.Open(file);
            int width = image.Width, height = image.Height;
            var working = claim?.WorkingBytesOf((long)width * height) ?? WorkingBytes(kind, image);
            Check(width, height, working);
            var swaps = image.Orientation >= 5;
            return new PictureHeader(format, mediaType, swaps ? height : width, swaps ? width : height, Math.Max(1, image.Pages), image.HasAlpha)
            {
                WorkingBytes = working,
                NeedsColourManagement = image.Has("icc-profile-data") || image.Interpretation == VipsInterpretation.Cmyk,
            };
        }
        catch (VipsException exception)
        {
            throw new LimnerException(ErrorCatalogue.FileCorrupt, exception.Text, exception);
        }
    }

    /// <summary>
    /// Decodes a picture, the only time a scan does: upright, in sRGB, alpha laid on white, the first page of several, stretched to
    /// <see cref="SquareSide"/> squared. JPEG and WebP shrink while they are decoded.
    /// </summary>
    /// <param name="file">The file <paramref name="header"/> was read from.</param>
    /// <param name="header">From <see cref="ReadHeader"/>, which has held the picture against the limits.</param>
    /// <param name="cancellation">Stops the decoding at the next rows of pixels.</param>
    /// <param name="begun">Called when the decoding begins: one that needs much memory waits for its turn before.</param>
    /// <exception cref="LimnerException"><c>file_corrupt</c>: damaged or cut off; guessed pixels are not shown as if they were the picture's.</exception>
    public DecodedPicture Decode(ReadOnlyMemory<byte> file, PictureHeader header, CancellationToken cancellation, Action? begun = null)
    {
        using (Enter(header, cancellation))
        {
            begun?.Invoke();
            return new DecodedPicture(
                header.Width, header.Height, Render("square", () => OpenSquare(file, header), cancellation));
        }
    }

    /// <summary>The picture's pixels, decoded anew: upright, sRGB, alpha laid on white, never larger than the original.</summary>
    /// <param name="file">The encoded picture; held against the limits again.</param>
    /// <param name="longSide">The most pixels its longer side may have.</param>
    /// <param name="cancellation">Stops the decoding at the next rows of pixels.</param>
    /// <param name="begun">Called when the decoding begins: one that needs much memory waits for its turn before.</param>
    /// <exception cref="LimnerException">As <see cref="ReadHeader"/> and <see cref="Decode"/>.</exception>
    public PixelBuffer DecodeBounded(ReadOnlyMemory<byte> file, int longSide, CancellationToken cancellation, Action? begun = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longSide);
        return DecodeBounded(file, longSide, "bounded", cancellation, begun);
    }

    private PixelBuffer DecodeBounded(ReadOnlyMemory<byte> file, int longSide, string purpose, CancellationToken cancellation, Action? begun)
    {
        var header = ReadHeader(file);
        using (Enter(header, cancellation))
        {
            begun?.Invoke();
            return Render(purpose, () => VipsImage.Thumbnail(file, longSide, longSide, VipsSize.Down, header.NeedsColourManagement), cancellation);
        }
    }

    /// <summary>One page of a file with several, as <see cref="DecodeBounded(ReadOnlyMemory{byte}, int, CancellationToken, Action?)"/> gives the first.</summary>
    /// <param name="page">From 0, below the header's <see cref="PictureHeader.Pages"/>.</param>
    /// <exception cref="LimnerException">As <see cref="ReadHeader"/> and <see cref="Decode"/>; each page is held against the limits by itself.</exception>
    public PixelBuffer DecodePage(ReadOnlyMemory<byte> file, int page, int longSide, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(page);
        if (page == 0)
        {
            return DecodeBounded(file, longSide, cancellation);
        }

        var (_, _, kind) = Recognise(file);
        PictureHeader header;
        try
        {
            using var image = VipsImage.Open(file, page: page);
            var working = WorkingBytes(kind, image);
            Check(image.Width, image.Height, working);
            header = new PictureHeader(PictureFormat.Tiff, "image/tiff", image.Width, image.Height, 1, image.HasAlpha)
            {
                WorkingBytes = working,
                NeedsColourManagement = image.Has("icc-profile-data") || image.Interpretation == VipsInterpretation.Cmyk,
            };
        }
        catch (VipsException exception)
        {
            throw new LimnerException(ErrorCatalogue.FileCorrupt, exception.Text, exception);
        }

        using (Enter(header, cancellation))
        {
            return Render("bounded", () => ShrinkPage(file, page, longSide, header.NeedsColourManagement), cancellation);
        }
    }

    private static VipsImage ShrinkPage(ReadOnlyMemory<byte> file, int page, int longSide, bool toSrgb)
    {
        using var image = VipsImage.Open(file, page: page);
        return image.Thumbnail(longSide, longSide, VipsSize.Down, toSrgb);
    }

    /// <summary>A preview, decoded anew: upright, sRGB, alpha laid on white, never larger than the original.</summary>
    /// <param name="file">The encoded picture; held against the limits again.</param>
    /// <param name="longSide">Of the preview, in pixels, 1 to 16383 (WebP's own limit).</param>
    /// <param name="format">What it is encoded as.</param>
    /// <param name="quality">1 to 100, on the scale of WebP and JPEG; AVIF's own scale is another and is translated.</param>
    /// <param name="cancellation">Stops the decoding at the next rows of pixels.</param>
    /// <exception cref="LimnerException">As <see cref="ReadHeader"/> and <see cref="Decode"/>.</exception>
    public byte[] RenderPreview(ReadOnlyMemory<byte> file, int longSide, PreviewFormat format, int quality, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longSide, 16383);
        using (var pixels = DecodeBounded(file, longSide, "preview", cancellation, begun: null))
        {
            using var image = VipsImage.FromMemory(pixels.Rgb, pixels.Width, pixels.Height, bands: 3);
            return format switch
            {
                PreviewFormat.Webp => image.EncodeWebp(quality, PreviewEffort),
                PreviewFormat.Avif => image.EncodeAvif(Math.Max(1, (int)Math.Round(quality * AvifQuality))),
                PreviewFormat.Jpeg => image.EncodeJpeg(quality),
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };
        }
    }

    private static VipsImage OpenSquare(ReadOnlyMemory<byte> file, PictureHeader header)
    {
        if (header.Format != PictureFormat.Jpeg)
        {
            return VipsImage.Thumbnail(file, SquareSide, SquareSide, VipsSize.Force, header.NeedsColourManagement);
        }

        // libvips itself would decode at twice the target's size or more, for the last sharpness of a thumbnail. That costs twice the time.
        var shrink = 8;
        while (shrink > 1 && Math.Min(header.Width, header.Height) / shrink < LeastShrunkSide)
        {
            shrink /= 2;
        }

        using var image = VipsImage.OpenJpeg(file, shrink);
        return image.Thumbnail(SquareSide, SquareSide, VipsSize.Force, header.NeedsColourManagement);
    }

    private static PixelBuffer Render(string purpose, Func<VipsImage> open, CancellationToken cancellation)
    {
        Decodes.Add(1, new KeyValuePair<string, object?>("purpose", purpose));
        PixelBuffer? pixels = null;
        try
        {
            using var thumbnail = open();
            using var colours = thumbnail.Interpretation == VipsInterpretation.Srgb ? null : thumbnail.ToColourSpace(VipsInterpretation.Srgb);
            var image = colours ?? thumbnail;
            using var bytes = image.Format == VipsBandFormat.UChar ? null : image.Cast(VipsBandFormat.UChar);
            image = bytes ?? image;
            using var opaque = image.HasAlpha ? image.Flatten(255, 255, 255) : null;
            image = opaque ?? image;
            using var three = image.Bands == 3 ? null : image.ExtractBands(0, 3);
            image = three ?? image;
            pixels = new PixelBuffer(image.Width, image.Height);
            image.CopyTo(pixels.Writable, cancellation);
            return pixels;
        }
        catch (VipsException exception)
        {
            pixels?.Dispose();
            throw new LimnerException(ErrorCatalogue.FileCorrupt, exception.Text, exception);
        }
        catch
        {
            pixels?.Dispose();
            throw;
        }
    }

    /// <summary>What a file's beginning says it is, before the rest of it is there.</summary>
    /// <param name="head">At least <see cref="FileSniffer.HeadLength"/> bytes, or the whole file.</param>
    /// <returns>Its media type.</returns>
    /// <exception cref="LimnerException">As <see cref="ReadHeader"/>, for what is no picture or of a format that is not read.</exception>
    public string RecogniseMediaType(ReadOnlyMemory<byte> head) => Recognise(head).MediaType;

    private static long WorkingBytes(FileKind kind, VipsImage image)
    {
        var pixels = (long)image.Width * image.Height;
        var sample = image.Format switch
        {
            VipsBandFormat.UChar or VipsBandFormat.Char => 1,
            VipsBandFormat.UShort or VipsBandFormat.Short => 2,
            VipsBandFormat.Double or VipsBandFormat.Complex => 8,
            VipsBandFormat.DoubleComplex => 16,
            _ => 4,
        };

        // A TIFF may be one single strip, so the whole of it counts.
        return kind == FileKind.Avif ? pixels * AvifBytesPerPixel : pixels * image.Bands * sample;
    }

    private (PictureFormat Format, string MediaType, FileKind Kind) Recognise(ReadOnlyMemory<byte> file)
    {
        if (file.Length > budget.MaxFileBytes)
        {
            throw new LimnerException(ErrorCatalogue.FileTooLarge, $"{file.Length} bytes; the limit is {budget.MaxFileBytes}.");
        }

        var kind = FileSniffer.Sniff(file.Span);
        return kind switch
        {
            FileKind.Jpeg => (PictureFormat.Jpeg, "image/jpeg", kind),
            FileKind.Png => (PictureFormat.Png, "image/png", kind),
            FileKind.Webp => (PictureFormat.Webp, "image/webp", kind),
            FileKind.Gif => (PictureFormat.Gif, "image/gif", kind),
            FileKind.Tiff => (PictureFormat.Tiff, "image/tiff", kind),
            FileKind.Avif => (PictureFormat.Avif, "image/avif", kind),
            FileKind.Empty => throw new LimnerException(ErrorCatalogue.FileEmpty),
            FileKind.Svg => throw new LimnerException(ErrorCatalogue.FileRefused, "The file is an SVG drawing."),
            FileKind.Heic => throw Unsupported("HEIC"),
            FileKind.Raw => throw Unsupported("camera raw"),
            FileKind.Bmp => throw Unsupported("BMP"),
            FileKind.Psd => throw Unsupported("Photoshop"),
            FileKind.JpegXl => throw Unsupported("JPEG XL"),
            FileKind.Jpeg2000 => throw Unsupported("JPEG 2000"),
            FileKind.Icon => throw Unsupported("icon"),
            FileKind.Pnm => throw Unsupported("PNM"),
            FileKind.Pcx => throw Unsupported("PCX"),
            FileKind.Tga => throw Unsupported("TGA"),
            FileKind.Pdf => throw NotAPicture("The content is a PDF document."),
            FileKind.Video => throw NotAPicture("The content is a video."),
            FileKind.Archive => throw NotAPicture("The content is an archive."),
            _ => throw NotAPicture(detail: null),
        };

        static LimnerException Unsupported(string name) => new(ErrorCatalogue.FileFormatUnsupported, $"The format is {name}.");
        static LimnerException NotAPicture(string? detail) => new(ErrorCatalogue.FileNotAPicture, detail);
    }

    /// <summary>Holds what a file's header claims against the limits, before a helper program gets to see it.</summary>
    /// <exception cref="LimnerException"><c>file_too_many_pixels</c>, <c>file_corrupt</c>.</exception>
    internal void CheckClaim(FileKind kind, ReadOnlySpan<byte> file)
    {
        if (PictureClaim.Read(kind, file) is { } claim)
        {
            Check(claim.Width, claim.Height, claim.WorkingBytes);
        }
    }

    private void Check(long width, long height, long workingBytes)
    {
        if (width <= 0 || height <= 0)
        {
            throw new LimnerException(ErrorCatalogue.FileCorrupt, $"The header claims {width} x {height} pixels.");
        }

        if (width * height > budget.MaxPixels)
        {
            throw new LimnerException(
                ErrorCatalogue.FileTooManyPixels, $"{width} x {height} pixels; library.max_megapixels is {budget.MaxMegapixels}.");
        }

        if (workingBytes > budget.MaxDecodeBytes)
        {
            throw new LimnerException(
                ErrorCatalogue.FileTooManyPixels,
                $"{width} x {height} pixels need {workingBytes >> 20} MiB to decode in this format; library.max_decode_memory_mb is {budget.MaxDecodeMemoryMb}.");
        }
    }

    private Entry Enter(PictureHeader header, CancellationToken cancellation)
    {
        if (header.WorkingBytes <= HeavyBytes)
        {
            return default;
        }

        heavy.Wait(cancellation);
        return new Entry(heavy);
    }

    private readonly struct Entry(SemaphoreSlim? held) : IDisposable
    {
        public void Dispose() => held?.Release();
    }
}

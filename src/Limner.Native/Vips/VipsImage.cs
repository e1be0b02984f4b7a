using System.Runtime.InteropServices;

namespace Limner.Native.Vips;

/// <summary>
/// An image of libvips: a recipe for pixels, computed when they are asked for. Images are immutable and may be used from any thread; disposing one
/// does not harm those derived from it.
/// </summary>
public sealed unsafe class VipsImage : IDisposable
{
    private readonly Reference handle;

    internal VipsImage(nint pointer) => handle = new Reference(pointer);

    /// <summary>Reads a picture's header; pixels are decoded only when something asks for them.</summary>
    /// <param name="file">The encoded picture.</param>
    /// <param name="failOn">What makes it fail instead of guessing pixels.</param>
    /// <param name="page">Of a file with several, from 0; others have only 0.</param>
    /// <exception cref="VipsException">Nothing that is allowed reads this content, or its header is damaged.</exception>
    public static VipsImage Open(ReadOnlyMemory<byte> file, VipsFailOn failOn = VipsFailOn.Error, int page = 0)
    {
        VipsLibrary.Initialize();
        string loader;
        fixed (byte* bytes = file.Span)
        {
            // The result is a class name that lives as long as libvips; an operation is created by either name.
            loader = Marshal.PtrToStringUTF8((nint)VipsApi.vips_foreign_find_load_buffer(bytes, (nuint)file.Length))
                ?? throw VipsLibrary.Failure("find_load_buffer");
        }

        using var blob = new Blob(file);
        using var operation = new VipsOperation(loader);
        operation.SetBlob("buffer"u8, blob.Pointer);
        operation.Set("fail_on"u8, (int)failOn);
        if (page > 0)
        {
            operation.Set("page"u8, page);
        }

        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>
    /// Reads a picture's first page at a reduced size, shrinking while decoding where the format can; upright after its EXIF orientation.
    /// Alpha stays.
    /// </summary>
    /// <param name="file">The encoded picture.</param>
    /// <param name="width">Of the box to fill, in pixels.</param>
    /// <param name="height">Of the box to fill, in pixels.</param>
    /// <param name="size">How the box is filled.</param>
    /// <param name="toSrgb">Goes through colour profiles to sRGB; costs as much as decoding a photograph, so only for files that have a profile or are in CMYK.</param>
    /// <param name="failOn">What makes it fail instead of guessing pixels.</param>
    /// <exception cref="VipsException">The picture is damaged in its header; damage further on shows when pixels are computed.</exception>
    public static VipsImage Thumbnail(ReadOnlyMemory<byte> file, int width, int height, VipsSize size, bool toSrgb, VipsFailOn failOn = VipsFailOn.Error)
    {
        using var blob = new Blob(file);
        using var operation = new VipsOperation("thumbnail_buffer");
        operation.SetBlob("buffer"u8, blob.Pointer);
        operation.Set("width"u8, width);
        operation.Set("height"u8, height);
        operation.Set("size"u8, (int)size);
        if (toSrgb)
        {
            operation.Set("output_profile"u8, "srgb"u8);
        }


        // thumbnail_buffer has a fail_on of its own and forgets to pass it on (libvips issue 5195); the loader's options arrive.
        operation.Set("option_string"u8, failOn switch
        {
            VipsFailOn.None => "[fail_on=none]"u8,
            VipsFailOn.Truncated => "[fail_on=truncated]"u8,
            VipsFailOn.Error => "[fail_on=error]"u8,
            _ => "[fail_on=warning]"u8,
        });
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Reads a JPEG from top to bottom, reduced by its decoder to one half, quarter or eighth in each direction.</summary>
    /// <param name="file">The encoded picture.</param>
    /// <param name="shrink">1, 2, 4 or 8.</param>
    /// <param name="failOn">What makes it fail instead of guessing pixels.</param>
    /// <exception cref="VipsException">The picture is damaged in its header; damage further on shows when pixels are computed.</exception>
    public static VipsImage OpenJpeg(ReadOnlyMemory<byte> file, int shrink, VipsFailOn failOn = VipsFailOn.Error)
    {
        const int sequential = 1;
        using var blob = new Blob(file);
        using var operation = new VipsOperation("jpegload_buffer");
        operation.SetBlob("buffer"u8, blob.Pointer);
        operation.Set("shrink"u8, shrink);
        operation.Set("access"u8, sequential);
        operation.Set("fail_on"u8, (int)failOn);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>An image over interleaved samples, row-major, without padding; pinned until libvips has done with it.</summary>
    public static VipsImage FromMemory(
        ReadOnlyMemory<byte> pixels, int width, int height, int bands, VipsBandFormat format = VipsBandFormat.UChar) =>
        new(PinnedMemory.NewImage(pixels, width, height, bands, format));

    public int Width => Read(VipsApi.vips_image_get_width);

    public int Height => Read(VipsApi.vips_image_get_height);

    /// <summary>Samples per pixel, alpha included.</summary>
    public int Bands => Read(VipsApi.vips_image_get_bands);

    public VipsBandFormat Format => (VipsBandFormat)Read(VipsApi.vips_image_get_format);

    public VipsInterpretation Interpretation => (VipsInterpretation)Read(VipsApi.vips_image_get_interpretation);

    public bool HasAlpha => Read(VipsApi.vips_image_hasalpha) != 0;

    /// <summary>Pages or frames in the file, 1 or more.</summary>
    public int Pages => Read(VipsApi.vips_image_get_n_pages);

    /// <summary>The EXIF orientation, 1 to 8; 1 when there is none.</summary>
    public int Orientation => Read(VipsApi.vips_image_get_orientation);

    /// <summary>A whole-number field of the header, such as <c>interlaced</c>; null when it is not there.</summary>
    public int? GetInt(string name)
    {
        using var image = new HandleReference(handle);
        fixed (byte* text = Onnx.OrtApi.Utf8(name))
        {
            int value;
            return VipsApi.vips_image_get_typeof(image.Pointer, text) == VipsApi.TypeInt && VipsApi.vips_image_get_int(image.Pointer, text, &value) == 0
                ? value
                : null;
        }
    }

    /// <summary>Whether the header has a field of this name.</summary>
    public bool Has(string name)
    {
        using var image = new HandleReference(handle);
        fixed (byte* text = Onnx.OrtApi.Utf8(name))
        {
            return VipsApi.vips_image_get_typeof(image.Pointer, text) != 0;
        }
    }

    /// <summary>A copy of a binary field of the header, such as <c>exif-data</c> or <c>icc-profile-data</c>; null when it is not there.</summary>
    public byte[]? GetBlob(string name)
    {
        using var image = new HandleReference(handle);
        fixed (byte* text = Onnx.OrtApi.Utf8(name))
        {
            if (VipsApi.vips_image_get_typeof(image.Pointer, text) != VipsApi.vips_blob_get_type())
            {
                return null;
            }

            void* data;
            nuint length;
            return VipsApi.vips_image_get_blob(image.Pointer, text, &data, &length) == 0
                ? new ReadOnlySpan<byte>(data, checked((int)length)).ToArray()
                : throw VipsLibrary.Failure("image_get_blob");
        }
    }

    /// <summary>As <see cref="Thumbnail(ReadOnlyMemory{byte}, int, int, VipsSize, bool, VipsFailOn)"/>, from an image that is already open.</summary>
    public VipsImage Thumbnail(int width, int height, VipsSize size, bool toSrgb)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("thumbnail_image");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("width"u8, width);
        operation.Set("height"u8, height);
        operation.Set("size"u8, (int)size);
        if (toSrgb)
        {
            operation.Set("output_profile"u8, "srgb"u8);
        }

        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Lays the image over a background and drops its alpha.</summary>
    /// <param name="background">One sample for each colour band.</param>
    public VipsImage Flatten(params ReadOnlySpan<double> background)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("flatten");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("background"u8, background);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Converts to another colour space.</summary>
    public VipsImage ToColourSpace(VipsInterpretation space)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("colourspace");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("space"u8, (int)space);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Converts each sample's type; values out of range are clipped.</summary>
    public VipsImage Cast(VipsBandFormat format)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("cast");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("format"u8, (int)format);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Keeps <paramref name="count"/> bands from <paramref name="first"/> on.</summary>
    public VipsImage ExtractBands(int first, int count)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("extract_band");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("band"u8, first);
        operation.Set("n"u8, count);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Resizes by a factor in each direction; the result has at least one pixel.</summary>
    public VipsImage Resize(double horizontal, double vertical, VipsKernel kernel = VipsKernel.Lanczos3)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("resize");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("scale"u8, horizontal);
        operation.Set("vscale"u8, vertical);
        operation.Set("kernel"u8, (int)kernel);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Computes all pixels into the caller's memory: interleaved, row-major, no padding.</summary>
    /// <param name="target">At least width x height x bands x bytes per sample; only that much is written.</param>
    /// <param name="cancellation">Stops the computation at the next tile.</param>
    /// <exception cref="VipsException">The file is damaged where it is now read.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>; the memory's content is undefined.</exception>
    public void CopyTo(Memory<byte> target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var image = new HandleReference(handle);
        var format = Format;
        var size = checked(Width * Height * Bands * SampleSize(format));
        if (target.Length < size)
        {
            throw new ArgumentException($"{size} bytes are needed, {target.Length} are there.", nameof(target));
        }

        using var memory = new Reference(PinnedMemory.NewImage(target[..size], Width, Height, Bands, format));
        int result;
        using (cancellation.UnsafeRegister(static state => ((Reference)state!).Kill(), memory))
        {
            result = VipsApi.vips_image_write(image.Pointer, memory.Pointer);
        }

        if (result != 0)
        {
            var failure = VipsLibrary.Failure("image_write");
            throw cancellation.IsCancellationRequested
                ? new OperationCanceledException("The decoding was stopped.", failure, cancellation)
                : failure;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Encodes as lossy WebP.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <param name="effort">0 (fast) to 6 (small).</param>
    public byte[] EncodeWebp(int quality, int effort = 4)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("webpsave_buffer");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("Q"u8, quality);
        operation.Set("effort"u8, effort);
        operation.Build();
        return operation.CopyBlob("buffer"u8);
    }

    /// <summary>Encodes as JPEG.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] EncodeJpeg(int quality)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("jpegsave_buffer");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("Q"u8, quality);
        operation.Build();
        return operation.CopyBlob("buffer"u8);
    }

    /// <summary>Encodes as PNG, without loss.</summary>
    public byte[] EncodePng()
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("pngsave_buffer");
        operation.SetImage("in"u8, image.Pointer);
        operation.Build();
        return operation.CopyBlob("buffer"u8);
    }

    /// <summary>Encodes as lossy AVIF, 8 bits, with the least effort: each step more takes several times as long for a few percent of size.</summary>
    /// <param name="quality">1 to 100, on AVIF's own scale.</param>
    public byte[] EncodeAvif(int quality)
    {
        const int av1 = 4;
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation("heifsave_buffer");
        operation.SetImage("in"u8, image.Pointer);
        operation.Set("compression"u8, av1);
        operation.Set("Q"u8, quality);
        operation.Set("effort"u8, 0);
        operation.Set("bitdepth"u8, 8);
        operation.Build();
        return operation.CopyBlob("buffer"u8);
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Encodes by any of libvips' savers with options in its own notation; tests make their pictures by it.</summary>
    internal byte[] Encode(string saver, string options)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation(saver);
        operation.SetImage("in"u8, image.Pointer);
        operation.SetFromText(options);
        operation.Build();
        return operation.CopyBlob("buffer"u8);
    }

    /// <summary>Runs an operation with one image in and one out, options in libvips' own notation; tests make their pictures by it.</summary>
    internal VipsImage Apply(string nickname, string options)
    {
        using var image = new HandleReference(handle);
        using var operation = new VipsOperation(nickname);
        operation.SetImage("in"u8, image.Pointer);
        operation.SetFromText(options);
        operation.Build();
        return operation.TakeImage("out"u8);
    }

    /// <summary>Sets a field of the header in place; for tests, before the image is used.</summary>
    internal VipsImage With(string name, ReadOnlySpan<byte> content)
    {
        using var image = new HandleReference(handle);
        fixed (byte* text = Onnx.OrtApi.Utf8(name), data = content)
        {
            VipsApi.vips_image_set_blob_copy(image.Pointer, text, data, (nuint)content.Length);
        }

        return this;
    }

    /// <summary>As <see cref="With(string, ReadOnlySpan{byte})"/>, for a whole number.</summary>
    internal VipsImage With(string name, int content)
    {
        using var image = new HandleReference(handle);
        fixed (byte* text = Onnx.OrtApi.Utf8(name))
        {
            VipsApi.vips_image_set_int(image.Pointer, text, content);
        }

        return this;
    }

    private static int SampleSize(VipsBandFormat format) => format switch
    {
        VipsBandFormat.UChar or VipsBandFormat.Char => 1,
        VipsBandFormat.UShort or VipsBandFormat.Short => 2,
        VipsBandFormat.UInt or VipsBandFormat.Int or VipsBandFormat.Float => 4,
        VipsBandFormat.Complex or VipsBandFormat.Double => 8,
        VipsBandFormat.DoubleComplex => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips has no such sample type."),
    };

    private int Read(Func<nint, int> field)
    {
        using var image = new HandleReference(handle);
        return field(image.Pointer);
    }

    /// <summary>One reference on a GObject.</summary>
    private sealed class Reference : SafeHandle
    {
        public Reference(nint pointer)
            : base(0, ownsHandle: true) => SetHandle(pointer);

        public override bool IsInvalid => handle == 0;

        public nint Pointer => handle;

        public void Kill()
        {
            using var image = new HandleReference(this);
            VipsApi.vips_image_set_kill(image.Pointer, 1);
        }

        protected override bool ReleaseHandle()
        {
            VipsApi.g_object_unref(handle);
            return true;
        }
    }

    /// <summary>One reference on a <c>VipsBlob</c> over the caller's bytes.</summary>
    private readonly ref struct Blob(ReadOnlyMemory<byte> memory)
    {
        public nint Pointer { get; } = PinnedMemory.NewBlob(memory);

        public void Dispose() => VipsApi.vips_area_unref(Pointer);
    }
}

using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Limner.Native.Vips;

/// <summary>
/// Loads libvips and sets it up once for the process: no operation cache (each file is read once), and no loader but those of JPEG, PNG, WebP,
/// GIF, TIFF and AVIF, so that content which calls itself SVG, PDF, PPM or anything else never reaches a parser.
/// </summary>
public static unsafe class VipsLibrary
{
    private static readonly Meter Meter = new("Limner.Native");
    private static readonly Counter<long> Warnings = Meter.CreateCounter<long>(
        "limner.native.vips.warnings", description: "Warnings libvips gave about files it could read.");

    private static readonly string[] AllowedLoaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

    private static readonly Lazy<string> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>The version that is loaded, such as <c>8.18.7</c>.</summary>
    public static string Version => Loaded.Value;

    /// <summary>Threads one pipeline may use, 1 or more. 1 is right where many pictures are worked on at once.</summary>
    public static int Concurrency
    {
        get
        {
            Initialize();
            return VipsApi.vips_concurrency_get();
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            Initialize();
            VipsApi.vips_concurrency_set(value);
        }
    }

    /// <summary>Bytes of pixels libvips holds at this moment.</summary>
    public static long TrackedBytes
    {
        get
        {
            Initialize();
            return (long)VipsApi.vips_tracked_get_mem();
        }
    }

    /// <summary>Loads and sets up libvips; does nothing when that is done. Every entry of the binding calls it.</summary>
    /// <exception cref="Kernel.Errors.LimnerException"><c>native_library</c></exception>
    public static void Initialize() => _ = Loaded.Value;

    /// <summary>What libvips has to say about the failure that just happened; clears its buffer.</summary>
    internal static VipsException Failure(string operation)
    {
        var buffer = VipsApi.vips_error_buffer_copy();
        try
        {
            var text = Marshal.PtrToStringUTF8((nint)buffer)?.Trim().ReplaceLineEndings("; ");
            return new VipsException(operation, string.IsNullOrEmpty(text) ? "failed without a text" : text);
        }
        finally
        {
            VipsApi.g_free(buffer);
        }
    }

    private static string Load()
    {
        var path = Path.Combine(NativeLibraries.Directory, NativeLibraries.Vips);
        var library = NativeLibraries.Load(NativeLibraries.Directory, NativeLibraries.Vips, "vips_thumbnail_buffer");
        NativeLibrary.SetDllImportResolver(
            Assembly.GetExecutingAssembly(), (name, _, _) => name == VipsApi.Library ? library : 0);

        fixed (byte* name = "limner"u8)
        {
            if (VipsApi.vips_init(name) != 0)
            {
                throw NativeLibraries.Unusable(path, Failure("init").Text, inner: null);
            }
        }

        const int warning = 1 << 4;
        fixed (byte* domain = "VIPS"u8)
        {
            VipsApi.g_log_set_handler(domain, warning, &CountWarning, null);
        }

        VipsApi.vips_cache_set_max(0);
        VipsApi.vips_cache_set_max_mem(0);
        VipsApi.vips_cache_set_max_files(0);
        VipsApi.vips_block_untrusted_set(1);
        Block("VipsForeignLoad", blocked: true, path);
        foreach (var loader in AllowedLoaders)
        {
            Block(loader, blocked: false, path);
        }

        return $"{VipsApi.vips_version(0)}.{VipsApi.vips_version(1)}.{VipsApi.vips_version(2)}";
    }

    private static void Block(string className, bool blocked, string path)
    {
        fixed (byte* name = Onnx.OrtApi.Utf8(className))
        {
            // Blocking a class that is not there does nothing at all, silently.
            if (VipsApi.g_type_from_name(name) == 0)
            {
                throw NativeLibraries.Unusable(path, $"this build of libvips has no {className}", inner: null);
            }

            VipsApi.vips_operation_block_set(name, blocked ? 1 : 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CountWarning(byte* domain, int level, byte* message, void* data) => Warnings.Add(1);
}

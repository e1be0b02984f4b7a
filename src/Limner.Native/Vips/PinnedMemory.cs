using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Limner.Native.Vips;

/// <summary>
/// Lends managed memory to libvips. The pin is let go by libvips itself, when its last object that reads the memory is freed: images that
/// were derived from it may live longer than whoever lent it.
/// </summary>
internal static unsafe class PinnedMemory
{
    private static readonly ConcurrentDictionary<nint, MemoryHandle> Lent = new();

    /// <summary>How many loans are out; tests see by it that all come back.</summary>
    public static int LentCount => Lent.Count;

    /// <summary>Wraps bytes into a <c>VipsBlob</c>; the caller owns one reference.</summary>
    public static nint NewBlob(ReadOnlyMemory<byte> memory)
    {
        VipsLibrary.Initialize();
        var pin = memory.Pin();
        var blob = VipsApi.vips_blob_new(&ReturnBlob, pin.Pointer, (nuint)memory.Length);
        Lent[blob] = pin;
        return blob;
    }

    /// <summary>An image over the memory, read and written in place; the caller owns one reference.</summary>
    public static nint NewImage(ReadOnlyMemory<byte> memory, int width, int height, int bands, VipsBandFormat format)
    {
        VipsLibrary.Initialize();
        var pin = memory.Pin();
        var image = VipsApi.vips_image_new_from_memory(pin.Pointer, (nuint)memory.Length, width, height, bands, (int)format);
        if (image == 0)
        {
            pin.Dispose();
            throw VipsLibrary.Failure("image_new_from_memory");
        }

        Lent[image] = pin;
        fixed (byte* signal = "postclose"u8)
        {
            VipsApi.g_signal_connect_data(image, signal, &ReturnImage, null, null, 0);
        }

        return image;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReturnBlob(void* data, void* blob)
    {
        Return((nint)blob);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReturnImage(void* image, void* data) => Return((nint)image);

    private static void Return(nint borrower)
    {
        if (Lent.TryRemove(borrower, out var pin))
        {
            pin.Dispose();
        }
    }
}

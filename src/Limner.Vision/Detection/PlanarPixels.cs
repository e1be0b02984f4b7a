using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Limner.Vision.Detection;

/// <summary>From interleaved bytes (RGBRGB..., as pictures are decoded) to one plane of floats for each channel (as networks take them).</summary>
internal static class PlanarPixels
{
    private const byte None = 255; // an index that shuffles in a zero

    /// <summary>Writes red, green and blue one after the other, values 0..255 unscaled.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="planes">As many floats as <paramref name="rgb"/> has bytes.</param>
    public static void Split(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0, nameof(rgb));
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, rgb.Length, nameof(planes));
        var pixels = rgb.Length / 3;
        var red = planes[..pixels];
        var green = planes.Slice(pixels, pixels);
        var blue = planes[(2 * pixels)..];

        var pixel = 0;
        for (; pixel <= pixels - Vector128<byte>.Count; pixel += Vector128<byte>.Count)
        {
            var first = Vector128.Create(rgb[(3 * pixel)..]);
            var second = Vector128.Create(rgb[(3 * pixel + 16)..]);
            var third = Vector128.Create(rgb[(3 * pixel + 32)..]);
            Widen(
                Vector128.Shuffle(first, Vector128.Create(0, 3, 6, 9, 12, 15, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, None, 2, 5, 8, 11, 14, None, None, None, None, None))
                | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 1, 4, 7, 10, 13)),
                red[pixel..]);
            Widen(
                Vector128.Shuffle(first, Vector128.Create(1, 4, 7, 10, 13, None, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, 0, 3, 6, 9, 12, 15, None, None, None, None, None))
                | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 2, 5, 8, 11, 14)),
                green[pixel..]);
            Widen(
                Vector128.Shuffle(first, Vector128.Create(2, 5, 8, 11, 14, None, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, 1, 4, 7, 10, 13, None, None, None, None, None, None))
                | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, 0, 3, 6, 9, 12, 15)),
                blue[pixel..]);
        }

        for (; pixel < pixels; pixel++)
        {
            red[pixel] = rgb[3 * pixel];
            green[pixel] = rgb[3 * pixel + 1];
            blue[pixel] = rgb[3 * pixel + 2];
        }
    }

    private static void Widen(Vector128<byte> bytes, Span<float> target)
    {
        ref var start = ref MemoryMarshal.GetReference(target[..Vector128<byte>.Count]);
        var (lower, upper) = Vector128.Widen(bytes);
        var (a, b) = Vector128.Widen(lower);
        var (c, d) = Vector128.Widen(upper);
        Vector128.ConvertToSingle(a.AsInt32()).StoreUnsafe(ref start);
        Vector128.ConvertToSingle(b.AsInt32()).StoreUnsafe(ref start, 4);
        Vector128.ConvertToSingle(c.AsInt32()).StoreUnsafe(ref start, 8);
        Vector128.ConvertToSingle(d.AsInt32()).StoreUnsafe(ref start, 12);
    }
}

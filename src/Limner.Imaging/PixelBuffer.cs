using System.Buffers;

namespace Limner.Imaging;

/// <summary>Pixels in sRGB, 24 bits, row-major, top to bottom, no padding. The memory is pooled: dispose it, and keep no span of it beyond that.</summary>
public sealed class PixelBuffer : IDisposable
{
    private byte[]? pooled;

    public PixelBuffer(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Width = width;
        Height = height;
        pooled = ArrayPool<byte>.Shared.Rent(checked(width * height * 3));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green, blue of each pixel: width x height x 3 bytes.</summary>
    public ReadOnlyMemory<byte> Rgb => Writable;

    /// <summary>As <see cref="Rgb"/>.</summary>
    public ReadOnlySpan<byte> Span => Writable.Span;

    /// <summary>For whoever fills the buffer, before anybody else has it.</summary>
    public Memory<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(pooled is null, this);
            return pooled.AsMemory(0, Width * Height * 3);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref pooled, null) is { } memory)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }
}

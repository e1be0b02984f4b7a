using Limner.Imaging.Derivation;
using Limner.Native.Vips;

namespace Limner.Imaging;

/// <summary>
/// A decoded picture. Everything below is derived from <see cref="Square"/>; nothing reads the file again. Safe to read from several threads at
/// once until it is disposed.
/// </summary>
public sealed class DecodedPicture : IDisposable
{
    // Of libwebp's 0 to 6: above 2, a thumbnail takes twice the time for a few percent of size.
    private const int ThumbnailEffort = 2;

    // What hashes and palette are taken from: going over the large square once for each of them would cost more than they do.
    private const int SmallSide = 128;

    private readonly Lazy<AreaAverage> small;

    /// <param name="width">Of the original, upright, in pixels.</param>
    /// <param name="height">Of the original, upright, in pixels.</param>
    /// <param name="square">The whole picture, stretched to a square; owned by the new object.</param>
    public DecodedPicture(int width, int height, PixelBuffer square)
    {
        Width = width;
        Height = height;
        Square = square;
        small = new Lazy<AreaAverage>(() => AreaAverage.Of(square, SmallSide), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>Of the original, upright, in pixels.</summary>
    public int Width { get; }

    /// <summary>Of the original, upright, in pixels.</summary>
    public int Height { get; }

    /// <summary>The whole picture stretched to 512 x 512, sRGB, alpha laid on white.</summary>
    public PixelBuffer Square { get; }

    /// <summary>Encodes a thumbnail with the original's aspect ratio, never larger than the original.</summary>
    /// <param name="longSide">In pixels, 1 to the square's side.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>A WebP file without metadata.</returns>
    public byte[] EncodeThumbnail(int longSide, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longSide, Square.Width);
        var (width, height) = Fit(Width, Height, longSide);
        using var image = VipsImage.FromMemory(Square.Rgb, Square.Width, Square.Height, bands: 3);
        using var thumbnail = image.Resize((double)width / Square.Width, (double)height / Square.Height);
        return thumbnail.EncodeWebp(quality, ThumbnailEffort);
    }

    /// <summary>A placeholder of some 25 bytes that a client can draw before the thumbnail is there.</summary>
    public byte[] ThumbHash()
    {
        const int longSide = 64;
        var (width, height) = Fit(Width, Height, longSide, mayEnlarge: true);
        return ThumbHasher.Hash(width, height, small.Value.Shrink(width, height).Rgb);
    }

    /// <summary>Up to five main colours, the largest share first; the shares sum to 1. The same pixels always give the same palette.</summary>
    public IReadOnlyList<PaletteColor> Palette()
    {
        const int side = 48;
        return PaletteExtractor.Extract(small.Value.Shrink(side, side).Rgb);
    }

    /// <summary>64 bits that differ in few places for pictures that look alike, however they were resized or compressed.</summary>
    public ulong PerceptualHash() =>
        PerceptualHasher.Hash(small.Value.Shrink(PerceptualHasher.Side, PerceptualHasher.Side).Rgb);

    public void Dispose() => Square.Dispose();

    /// <summary>The largest size with this aspect ratio whose long side is at most <paramref name="longSide"/>; each side 1 or more.</summary>
    internal static (int Width, int Height) Fit(int width, int height, int longSide, bool mayEnlarge = false)
    {
        var scale = (double)longSide / Math.Max(width, height);
        if (!mayEnlarge)
        {
            scale = Math.Min(1, scale);
        }

        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}

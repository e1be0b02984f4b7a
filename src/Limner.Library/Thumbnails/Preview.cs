using Limner.Imaging;
using Microsoft.Extensions.Primitives;

namespace Limner.Library.Thumbnails;

/// <summary>Which preview.</summary>
/// <param name="Sha256">Of the content it shows.</param>
/// <param name="LongSide">A step of <see cref="PreviewSizes.Ladder"/>.</param>
internal readonly record struct PreviewKey(string Sha256, int LongSide, PreviewFormat Format)
{
    /// <summary>The thumbnail that every readable picture has from its scan.</summary>
    public static PreviewKey Thumbnail(string sha256) => new(sha256, PreviewSizes.Small, PreviewFormat.Webp);

    public bool IsThumbnail => LongSide == PreviewSizes.Small && Format == PreviewFormat.Webp;
}

/// <summary>An encoded preview, as it is sent.</summary>
internal sealed class Preview
{
    /// <summary>Of a file that does not say, written by a version before this was noted.</summary>
    public const int QualityUnknown = 0;

    public Preview(PreviewKey key, int quality, ReadOnlyMemory<byte> bytes)
    {
        Quality = quality;
        Bytes = bytes;
        MediaType = PreviewFormats.MediaType(key.Format);
        EntityTag = $"\"{key.Sha256}-{key.LongSide}-{quality}-{PreviewFormats.Extension(key.Format)}\"";
    }

    public int Quality { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>As a header's value, made once.</summary>
    public StringValues MediaType { get; }

    /// <inheritdoc cref="MediaType"/>
    public StringValues EntityTag { get; }

    /// <summary>Whether it is what would be rendered now.</summary>
    public bool IsOf(int quality) => Quality == quality || Quality == QualityUnknown;
}

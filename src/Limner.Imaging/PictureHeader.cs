namespace Limner.Imaging;

/// <summary>The formats that are read.</summary>
public enum PictureFormat
{
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Avif,
}

/// <summary>What is known of a picture without decoding it.</summary>
/// <param name="Format">By content, never by name.</param>
/// <param name="MediaType">Such as <c>image/jpeg</c>.</param>
/// <param name="Width">In pixels, upright: after the EXIF orientation.</param>
/// <param name="Height">In pixels, upright: after the EXIF orientation.</param>
/// <param name="Pages">Frames of an animation or pages of a TIFF, 1 or more; only the first is looked at.</param>
/// <param name="HasAlpha">Whether it can be transparent; derived pictures lie on white.</param>
public sealed record PictureHeader(PictureFormat Format, string MediaType, int Width, int Height, int Pages, bool HasAlpha)
{
    /// <summary>Upper estimate of the memory decoding holds at once, in bytes; near 0 for formats that are decoded line by line.</summary>
    public long WorkingBytes { get; init; }

    /// <summary>Whether it has a colour profile of its own or is in CMYK; otherwise its numbers are taken for sRGB as they are.</summary>
    public bool NeedsColourManagement { get; init; }
}

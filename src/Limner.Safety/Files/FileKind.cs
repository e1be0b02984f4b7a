namespace Limner.Safety.Files;

/// <summary>What a file's first bytes say it is; names and extensions have no part in it.</summary>
public enum FileKind
{
    /// <summary>Nothing that is known here: not a picture.</summary>
    Unknown,
    Empty,

    // Pictures that are read.
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Avif,

    // Pictures that helper programs make readable.
    Heic,
    Raw,
    Bmp,
    Icon,
    Pnm,
    Pcx,
    Tga,

    // Pictures that are recognised and not read.
    Svg,
    Psd,
    JpegXl,
    Jpeg2000,

    // Other content that is told by name.
    Pdf,
    Video,
    Archive,
}

namespace Limner.Library.Images;

/// <summary>
/// Under which type a file of somebody's is sent. Only pictures that no browser runs anything in are shown; those that browsers cannot show are sent for
/// saving as what they are, and whatever else the library may come to know under a type that says nothing.
/// </summary>
internal static class ServedType
{
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal) { "image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/avif" };

    private static readonly HashSet<string> Saved = new(StringComparer.Ordinal)
    {
        "image/heic", "image/bmp", "image/x-icon", "image/x-portable-anymap", "image/x-pcx", "image/x-tga",
        "image/x-adobe-dng", "image/x-canon-cr2", "image/x-canon-cr3", "image/x-nikon-nef", "image/x-sony-arw", "image/x-fuji-raf", "image/x-olympus-orf", "image/x-panasonic-rw2",
        "image/x-pentax-pef", "image/x-samsung-srw", "image/x-dcraw",
    };

    /// <returns>The content type, and the kind of Content-Disposition.</returns>
    public static (string ContentType, string Disposition) Of(string mediaType)
        => Shown.Contains(mediaType) ? (mediaType, "inline") : (Saved.Contains(mediaType) ? mediaType : "application/octet-stream", "attachment");
}

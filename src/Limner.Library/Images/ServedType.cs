namespace Limner.Library.Images;

/// <summary>
/// Under which type a file of somebody's is sent. Only pictures that no browser runs anything in are shown; whatever else the library may
/// come to know is sent for saving, under a type that says nothing.
/// </summary>
internal static class ServedType
{
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal) { "image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/avif" };

    /// <returns>The content type, and the kind of Content-Disposition.</returns>
    public static (string ContentType, string Disposition) Of(string mediaType)
        => Shown.Contains(mediaType) ? (mediaType, "inline") : ("application/octet-stream", "attachment");
}

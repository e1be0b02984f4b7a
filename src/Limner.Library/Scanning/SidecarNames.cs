namespace Limner.Library.Scanning;

/// <summary>
/// A sidecar lies beside its picture, as <c>photo.jpg.xmp</c> (darktable, digiKam, Exiv2) or as <c>photo.xmp</c> (Adobe), which then speaks for
/// every picture of that name. Where both are there the first, which names its picture, goes.
/// </summary>
internal static class SidecarNames
{
    private const string Extension = ".xmp";

    public static bool IsSidecar(ReadOnlySpan<char> name) => Path.GetExtension(name).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The names a picture's sidecar may have, the one that goes first first.</summary>
    public static IEnumerable<string> For(string pictureName) => [pictureName + Extension, Path.GetFileNameWithoutExtension(pictureName) + Extension];
}

namespace Limner.Imaging.Metadata;

/// <summary>Of the properties that are read from XMP packets, and of what they are wrapped in.</summary>
internal static class XmpNamespaces
{
    public const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    public const string Dc = "http://purl.org/dc/elements/1.1/";
    public const string Xmp = "http://ns.adobe.com/xap/1.0/";
    public const string Exif = "http://ns.adobe.com/exif/1.0/";
    public const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    public const string Lightroom = "http://ns.adobe.com/lightroom/1.0/";
    public const string DigiKam = "http://www.digikam.org/ns/1.0/";

    /// <summary>Windows writes it with a slash behind it, others without.</summary>
    public const string MicrosoftPhoto = "http://ns.microsoft.com/photo/1.0";
    public const string MediaPro = "http://ns.iview-multimedia.com/mediapro/1.0/";
    public const string PersonExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    public const string MwgRegions = "http://www.metadataworkinggroup.com/schemas/regions/";
    public const string MicrosoftRegions = "http://ns.microsoft.com/photo/1.2/";
}

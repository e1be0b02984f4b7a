namespace Limner.Imaging;

/// <summary>The formats that previews are encoded in.</summary>
public enum PreviewFormat
{
    Webp,
    Avif,
    Jpeg,
}

using Limner.Safety.Files;

namespace Limner.Imaging.Conversion;

/// <summary>A Debian package with programs that read formats libvips does not.</summary>
/// <param name="Package">As <c>apt install</c> takes it.</param>
/// <param name="Formats">What needs it, for people.</param>
/// <param name="Programs">All that have to be there.</param>
public sealed record Tool(string Package, string Formats, IReadOnlyList<string> Programs)
{
    public static readonly Tool Heif = new("libheif-examples", "HEIC pictures", ["heif-convert"]);
    public static readonly Tool Raw = new("libraw-bin", "Camera raw files without a preview inside", ["dcraw_emu"]);
    public static readonly Tool Netpbm = new("netpbm", "BMP, ICO, PNM, PCX and TGA pictures", ["bmptopnm", "winicontopam", "pcxtoppm", "tgatoppm", "pamtopng"]);

    public static IReadOnlyList<Tool> All { get; } = [Heif, Raw, Netpbm];

    /// <summary>What is said where it is missing.</summary>
    public string Lack => $"{Formats} need {Package}: apt install {Package}";

    /// <summary>What a file of this name needs in all likelihood; null where the name does not say.</summary>
    public static Tool? ForName(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".heic" or ".heif" or ".hif" => Heif,
        ".bmp" or ".dib" or ".ico" or ".pbm" or ".pgm" or ".ppm" or ".pnm" or ".pcx" or ".tga" => Netpbm,
        ".dng" or ".cr2" or ".cr3" or ".nef" or ".nrw" or ".arw" or ".sr2" or ".orf" or ".rw2" or ".raf" or ".pef" or ".srw" => Raw,
        _ => null,
    };

    internal static Tool? For(FileKind kind) => kind switch
    {
        FileKind.Heic => Heif,
        FileKind.Raw => Raw,
        FileKind.Bmp or FileKind.Icon or FileKind.Pnm or FileKind.Pcx or FileKind.Tga => Netpbm,
        _ => null,
    };
}

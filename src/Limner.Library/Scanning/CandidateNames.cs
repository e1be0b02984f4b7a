using System.Collections.Frozen;
using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>What a name alone says about an entry of a folder. Content decides later: a PNG named .jpg is read as the PNG it is.</summary>
internal static class CandidateNames
{
    private static readonly string[] Converted =
    [
        ".heic", ".heif", ".hif", ".bmp", ".dib", ".ico", ".pbm", ".pgm", ".ppm", ".pnm", ".pcx", ".tga",
        ".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".sr2", ".orf", ".rw2", ".raf", ".pef", ".srw",
    ];

    private static readonly FrozenSet<string> Read = FrozenSet.ToFrozenSet(
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".avif", .. Converted], StringComparer.OrdinalIgnoreCase);

    // Pictures that are not read are listed with their reason, so that nobody wonders where they are.
    private static readonly FrozenSet<string> Unsupported = FrozenSet.ToFrozenSet(
        [
            ".jxl", ".jp2", ".j2k", ".jpx", ".psd", ".psb", ".xcf", ".exr", ".hdr",
            ".raw", ".crw", ".srf", ".3fr", ".erf", ".kdc", ".mrw", ".x3f", ".iiq", ".rwl",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Refused = FrozenSet.ToFrozenSet([".svg", ".svgz"], StringComparer.OrdinalIgnoreCase);

    // Kept by file systems, network storage and archivers for themselves. Names that begin with a dot are left out anyway.
    private static readonly FrozenSet<string> System = FrozenSet.ToFrozenSet(
        ["@eaDir", "@tmp", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", "lost+found", "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ReadBySpan = Read.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> UnsupportedBySpan = Unsupported.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> RefusedBySpan = Refused.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SystemBySpan = System.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for hidden entries and for what systems keep for themselves: neither listed nor entered.</summary>
    public static bool IsIgnored(ReadOnlySpan<char> name) => name is ['.', ..] || SystemBySpan.Contains(name);

    /// <summary>Whether a file of this name is a picture or speaks for one, or is a document.</summary>
    public static bool IsOfInterest(ReadOnlySpan<char> name) => IsCandidate(name, out _) || SidecarNames.IsSidecar(name) || IsDocument(name);

    /// <summary>Whether the name is one of a document: noted for another module, and no picture.</summary>
    public static bool IsDocument(ReadOnlySpan<char> name) => Path.GetExtension(name).Equals(".pdf", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the name is one of a picture. If so, <paramref name="refusal"/> says why it is not to be read, if it is not.</summary>
    public static bool IsCandidate(ReadOnlySpan<char> name, out Failure? refusal)
    {
        var extension = Path.GetExtension(name);
        refusal = null;
        if (ReadBySpan.Contains(extension))
        {
            return true;
        }

        if (UnsupportedBySpan.Contains(extension))
        {
            refusal = ErrorCatalogue.FileFormatUnsupported.With(extension.ToString().ToLowerInvariant());
        }
        else if (RefusedBySpan.Contains(extension))
        {
            refusal = ErrorCatalogue.FileRefused.With(extension.ToString().ToLowerInvariant());
        }

        return refusal is not null;
    }
}
